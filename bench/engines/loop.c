/* The limit: both reference models as tight loops in C, without the bookkeeping of the product.
 * Built by with_c.py with the system's compiler.                                                */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int64_t i64;
typedef uint64_t u64;
#define BITS 22
#define MASK ((1 << BITS) - 1)
#define MS 3600000.0

static inline u64 next(u64 *s) {
    u64 z = (*s += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}
static inline double u01(u64 *s) {
    return ((double)(next(s) >> 11) + 0.5) * (1.0 / 9007199254740992.0);
}
static inline double expo(u64 *s, double m) { return -log(u01(s)) * m; }

/* ---- 4-ary heap of packed keys ------------------------------------------ */
static inline i64 push(i64 *h, i64 n, i64 key) {
    i64 i = n;
    while (i > 0) {
        i64 p = (i - 1) >> 2;
        if (h[p] <= key) break;
        h[i] = h[p];
        i = p;
    }
    h[i] = key;
    return n + 1;
}
static inline i64 sift(i64 *h, i64 n, i64 key) {      /* put key at the root */
    i64 i = 0;
    for (;;) {
        i64 c = (i << 2) + 1, m, v;
        if (c + 3 < n) {
            i64 a = c + (h[c + 1] < h[c]), b = c + 2 + (h[c + 3] < h[c + 2]);
            i64 va = h[a], vb = h[b];
            m = vb < va ? b : a;
            v = vb < va ? vb : va;
        } else if (c < n) {
            m = c; v = h[c];
            for (i64 j = c + 1; j < n; j++) if (h[j] < v) { m = j; v = h[j]; }
        } else break;
        if (key <= v) break;
        h[i] = v;
        i = m;
    }
    h[i] = key;
    return n;
}

/* ---- model (a) ----------------------------------------------------------- */
static inline i64 pushd(double *h, i64 n, double key) {
    i64 i = n;
    while (i > 0) { i64 p = (i - 1) >> 2; if (h[p] <= key) break; h[i] = h[p]; i = p; }
    h[i] = key;
    return n + 1;
}
static inline i64 siftd(double *h, i64 n, double key) {
    i64 i = 0;
    for (;;) {
        i64 c = (i << 2) + 1, m;
        if (c >= n) break;
        i64 e = c + 4 < n ? c + 4 : n;
        m = c;
        double v = h[c];
        for (i64 j = c + 1; j < e; j++) { int l = h[j] < v; m = l ? j : m; v = l ? h[j] : v; }
        if (key <= v) break;
        h[i] = v; i = m;
    }
    h[i] = key;
    return n;
}
double mmc(u64 st, i64 n, i64 c, double lam, double mu) {
    double h[64], *ring = malloc((1 << 20) * sizeof *ring), wait = 0, t;
    i64 hn = 0, head = 0, tail = 0, fr = c, left = n, M = (1 << 20) - 1;
    double ta = expo(&st, 1 / lam);
    while (left > 0 || hn > 0) {
        if (left > 0 && (hn == 0 || ta < h[0])) {
            t = ta; left--; ta = t + expo(&st, 1 / lam);
            if (fr > 0) { fr--; hn = pushd(h, hn, t + expo(&st, 1 / mu)); }
            else ring[tail++ & M] = t;
        } else {
            t = h[0];
            if (head < tail) {
                wait += t - ring[head++ & M];
                siftd(h, hn, t + expo(&st, 1 / mu));
            } else { hn--; siftd(h, hn, h[hn]); fr++; }
        }
    }
    free(ring);
    return wait / (double)n;
}

/* rows of with_c.acute_model */
enum { DELAY, SEIZE, RELEASE, BRANCH, GOTO, JOIN, TARGET, PRIO, END };
#define NQ 1025
/* ---- model (b): a table of steps, patient records, windows of 70 minutes, prefetch */
typedef struct { i64 t0, tm; u64 rs; int32_t nxt; int16_t pc; int8_t prio, pad; } patient;
#define GOLD 0x9E3779B97F4A7C15ull
#define WIN 22
#define CH 64
static inline u64 mix(u64 z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}
static inline double unit01(u64 z) { return ((double)(z >> 11) + 0.5) * (1.0 / 9007199254740992.0); }
static inline double draw2(const double *tab, i64 d, double x) {
    x *= NQ - 1;
    i64 i = (i64)x;
    const double *a = tab + d * 2 * NQ;
    if (i >= NQ - 2) { x = (x - i) * (NQ - 1); i = (i64)x; a += NQ; }
    return a[i] + (a[i + 1] - a[i]) * (x - i);
}
static double next_arrival(double th, const double *rate, double u) {
    double need = -log(u);
    i64 hour = (i64)th;
    for (;;) {
        double r = rate[hour % 24], room = (double)(hour + 1 - th) * r;
        if (need < room) return th + need / r;
        need -= room;
        th = (double)++hour;
    }
}
i64 table_window(u64 seed, i64 ns, const int8_t *op, const i64 *arg, const double *prob,
    const int16_t *tgt, const double *tab, i64 nr, const i64 *cap_r, i64 n_src,
    const int16_t *src_pc, const double *src_rate, i64 n_slot, const int16_t *slot_pc,
    const i64 *slot_size, const i64 *slot_t0, i64 days, i64 cap, i64 *cnt, i64 *wait,
    i64 *hit, i64 *arrived) {
    i64 t_end = (i64)(days * 24 * MS), nb = t_end >> WIN, over = (t_end + 1) << BITS;
    i64 room = cap / CH + nb + 4, nch = 0, b = -1, near = 0, hn = 0, hole = 0;
    i64 nq = 4 * (nr + n_slot), nfree = 0, fresh = n_src + n_slot, ev = 0, nready;
    patient *P = aligned_alloc(64, (cap * sizeof *P + 63) / 64 * 64);
    i64 *h = malloc(cap * 8), *pool = malloc(room * CH * 8), *unit = malloc(nr * 8);
    int32_t *fill = calloc(nb + 2, 4), *top = calloc(nb + 2, 4), *link = calloc(room, 4);
    int32_t *fr = malloc(cap * 4), *first = malloc(nq * 4), *last = malloc(nq * 4), ready[4096];
    double *th = calloc(n_src, 8);
    u64 *ss = malloc(n_src * 8);
    i64 *day = calloc(n_slot + 1, 8);
    memcpy(unit, cap_r, nr * 8);
    for (i64 i = 0; i < nq; i++) first[i] = last[i] = -1;
    for (i64 i = 0; i < ns; i++) cnt[i] = wait[i] = hit[i] = 0;
#define PUT(K) do { i64 k_ = (K); \
    if (k_ < near) { if (hole) { sift(h, hn, k_); hole = 0; } else hn = push(h, hn, k_); } \
    else if (k_ < over) { \
        i64 w_ = k_ >> (BITS + WIN), n_ = fill[w_]++; \
        if (!(n_ & (CH - 1))) { \
            int32_t c_ = link[0]; \
            if (c_) link[0] = link[c_]; else c_ = (int32_t)++nch; \
            link[c_] = top[w_]; top[w_] = c_; } \
        pool[(i64)top[w_] * CH + (n_ & (CH - 1))] = k_; } } while (0)
    for (i64 s = 0; s < n_src; s++) {
        arrived[s] = 0;
        ss[s] = mix(seed * GOLD + (u64)(s + 1)) + GOLD;
        th[s] = next_arrival(0.0, src_rate + 24 * s, unit01(mix(ss[s])));
        PUT((i64)(th[s] * MS) << BITS | s);
    }
    for (i64 k = 0; k < n_slot; k++) PUT(slot_t0[k] << BITS | (n_src + k));
    for (;;) {
        if (hole) { hn--; if (hn > 0) sift(h, hn, h[hn]); hole = 0; }
        while (hn == 0 && b < nb) {
            b++;
            near = (b + 1) << (BITS + WIN);
            i64 k = fill[b];
            for (int32_t c = top[b], d; c; c = d) {
                i64 m = ((k - 1) & (CH - 1)) + 1, *q = pool + (i64)c * CH;
                for (i64 i = 0; i < m; i++) __builtin_prefetch(P + (q[i] & MASK));
                for (i64 i = 0; i < m; i++) hn = push(h, hn, q[i]);
                k -= m;
                d = link[c]; link[c] = link[0]; link[0] = c;
            }
        }
        if (hn == 0) break;
        i64 key = h[0], t = key >> BITS, e = key & MASK;
        hole = 1;
        if (t > t_end) break;
        ev++;
        nready = 1;
        if (e >= n_src + n_slot) ready[0] = (int32_t)e;
        else if (e < n_src) {
            i64 s = e;
            arrived[s]++;
            ss[s] += GOLD;
            u64 z = mix(ss[s]);
            th[s] = next_arrival(th[s], src_rate + 24 * s, unit01(z));
            PUT((i64)(th[s] * MS) << BITS | s);
            e = nfree ? fr[--nfree] : fresh++;
            P[e].rs = z; P[e].t0 = t; P[e].prio = 0; P[e].pc = src_pc[s];
            ready[0] = (int32_t)e;
        } else {
            i64 k = e - n_src;
            PUT((t + (i64)(24 * MS)) << BITS | e);
            nready = 0;
            if (day[k] % 7 < 5) {
                i64 left = slot_size[k];
                for (i64 q = 4 * (nr + k); q < 4 * (nr + k) + 4; q++)
                    while (left > 0 && nready < 4096 && (e = first[q]) >= 0) {
                        first[q] = P[e].nxt;
                        P[e].pc = slot_pc[k];
                        ready[nready++] = (int32_t)e;
                        left--;
                    }
                for (i64 i = 0; i < nready / 2; i++) {
                    int32_t x = ready[i]; ready[i] = ready[nready - 1 - i]; ready[nready - 1 - i] = x;
                }
            }
            day[k]++;
        }
        while (nready > 0) {
            e = ready[--nready];
            patient *p = P + e;
            i64 c = p->pc, r, q, x;
            for (;;) {
                double u;
                switch (op[c]) {
                case DELAY:
                    p->pc = (int16_t)(c + 1);
                    u = unit01(mix(p->rs + GOLD * (u64)(c + 1)));
                    PUT((t + (i64)draw2(tab, arg[c], u)) << BITS | e);
                    goto next;
                case SEIZE:
                    r = arg[c];
                    if (unit[r] > 0) {
                        unit[r]--; cnt[c]++;
                        if (tgt[c] > 0) wait[c] += t - p->t0;
                        c++;
                        break;
                    }
                    p->tm = tgt[c] > 0 ? p->t0 : t;
                    p->pc = (int16_t)c;
                    q = 4 * r + (prob[c] < 0 ? p->prio : (i64)prob[c]);
                    goto enqueue;
                case RELEASE:
                    r = arg[c];
                    for (q = 4 * r, x = -1; q < 4 * r + 4; q++) if ((x = first[q]) >= 0) break;
                    if (x >= 0) {
                        first[q] = P[x].nxt;
                        i64 cw = P[x].pc;
                        cnt[cw]++; wait[cw] += t - P[x].tm;
                        P[x].pc = (int16_t)(cw + 1);
                        ready[nready++] = (int32_t)x;
                    } else unit[r]++;
                    c++;
                    break;
                case BRANCH: c = unit01(mix(p->rs + GOLD * (u64)(c + 1))) < prob[c] ? tgt[c] : c + 1; break;
                case PRIO: p->prio = unit01(mix(p->rs + GOLD * (u64)(c + 1))) < prob[c] ? 0 : 1; c++; break;
                case TARGET: cnt[c]++; hit[c] += t - p->t0 <= arg[c]; c++; break;
                case GOTO: c = tgt[c]; break;
                case JOIN: q = 4 * (nr + arg[c]) + p->prio; goto enqueue;
                default: fr[nfree++] = (int32_t)e; goto next;
                }
            }
        enqueue:
            p->nxt = -1;
            if (first[q] < 0) first[q] = (int32_t)e; else P[last[q]].nxt = (int32_t)e;
            last[q] = (int32_t)e;
        next:;
        }
    }
    free(P); free(h); free(pool); free(unit); free(fill); free(top); free(link); free(fr);
    free(first); free(last); free(th); free(ss); free(day);
    return ev;
}
