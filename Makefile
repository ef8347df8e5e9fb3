# The two commands. Everything else is `cargo` or `takau --help`.
.PHONY: demo test assets
.DEFAULT_GOAL := demo

assets:
	npm run --silent assets

demo:
	setup/install demo
	$(MAKE) --no-print-directory assets
	cargo build --quiet --package takau
	target/debug/takau demo

test:
	setup/test
