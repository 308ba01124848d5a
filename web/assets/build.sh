#!/bin/sh
# Makes src/shirehall/host/static/vendor/ from the pinned packages of package.json. Only maintainers run it, with Node and npm;
# what it writes is committed, so that those who install Shirehall need neither, and no page asks another machine for anything.
set -eu
cd "$(dirname "$0")"
out=../../src/shirehall/host/static/vendor
npm ci --no-audit --no-fund --ignore-scripts

rm -rf "$out"
mkdir -p "$out/fonts" "$out/images" "$out/licences"

# Our styles, compiled from the parent's Sass.
npx sass --load-path=node_modules --no-source-map --style=compressed --quiet-deps shirehall.scss "$out/nhsuk.css"
for icon in arrow-down arrow-up arrow-up-down cross; do
  cp "node_modules/nhsuk-frontend/dist/nhsuk/assets/images/nhsuk-icon-$icon.svg" "$out/images/"
done

# Scripts, without the pointers to their maps (the maps are not here).
strip() { sed -e 's|//# sourceMappingURL=.*$||' "$1" > "$2"; }
strip node_modules/nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.js "$out/nhsuk.js"
strip node_modules/htmx.org/dist/htmx.min.js "$out/htmx.js"

# Letters.
font=node_modules/@fontsource-variable/atkinson-hyperlegible-next
for style in normal italic; do
  cp "$font/files/atkinson-hyperlegible-next-latin-wght-$style.woff2" "$out/fonts/atkinson-$style.woff2"
done
cp fonts.css "$out/fonts.css"

cp NOTICE "$out/NOTICE"
cp "$font/LICENSE" "$out/licences/atkinson-hyperlegible-next-OFL.txt"
cp node_modules/htmx.org/LICENSE "$out/licences/htmx-0BSD.txt"
cp nhsuk-frontend-MIT.txt "$out/licences/nhsuk-frontend-MIT.txt"

cd "$out"
find . -type f ! -name SHA256SUMS | LC_ALL=C sort | sed 's|^\./||' | xargs sha256sum > SHA256SUMS
echo "Written: $(wc -l < SHA256SUMS) files."
