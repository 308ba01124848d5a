# Every target calls dev.py, which does its own set-up. On Windows: py dev.py demo
PYTHON ?= python3

.PHONY: demo test check docs bench soak coverage clean

demo test check docs bench soak coverage clean:
	@$(PYTHON) dev.py $@
