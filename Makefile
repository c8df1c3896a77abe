# SPDX-License-Identifier: GPL-2.0-only
#
# What people type; `make help` lists it. The modules themselves are described
# in Kbuild, the work of each target is in a script of tools/ or tests/.

MODULES := show_kernel_vas pagewalk vmap_inspect buddy_probe
KVER ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KVER)/build
DEMO_ROW = $(or $(ROW),amd64-6.12-5level)
PYTHON ?= /usr/bin/python3
STEP := sh tools/step.sh

# What uname -r says there. Debian's kernel.release may hold another number.
RELEASE = $(shell sed -n 's/^\#define UTS_RELEASE "\(.*\)"/\1/p' $(KDIR)/include/generated/utsrelease.h)

# The modules need no BTF of their own: an old pahole fails against newer
# headers. Signing at install time is for those who hold a key.
KMAKE = $(MAKE) -C $(KDIR) M=$(CURDIR) CONFIG_DEBUG_INFO_BTF_MODULES=

# The compiler that the kernel's Makefile will choose; it hears CC= from the command line
# only. LLVM= is 1, or clang's folder with its /, or what follows clang- in its name.
LLVM_CC = $(if $(filter %/,$(LLVM)),$(LLVM)clang,clang$(filter -%,$(LLVM)))
BUILD_CC = $(if $(filter command,$(firstword $(origin CC))),$(CC),$(if \
	$(LLVM),$(LLVM_CC),$(CROSS_COMPILE)gcc))

modules: ## build the four modules (default); KVER= or KDIR= for another kernel
	@CHECK_CC="$(BUILD_CC)" sh tools/check-kernel.sh $(KDIR) $(KVER)
	+@$(STEP) "building for $(KDIR)" $(KMAKE) modules

##@ See it
demo: ## boot a stock 6.12 kernel in a VM, load the modules, show what they show
	@sh tools/install-deps.sh demo
	@$(STEP) "demo on $(DEMO_ROW)" $(PYTHON) tests/vmrun.py exec $(DEMO_ROW) tests/programs/demo.sh

demo-shell: ## the same VM, modules loaded, with a shell in it
	@sh tools/install-deps.sh demo
	@$(PYTHON) tests/vmrun.py shell $(DEMO_ROW)

##@ On this machine
load: ## build, then load the modules into the running kernel
	@sh tools/load.sh check
	@$(MAKE) --no-print-directory modules
	@sh tools/load.sh load

show: ## print the four reports; QUERY='addr=0x...' asks pagewalk first
	@sh tools/load.sh show $(if $(QUERY),"$(QUERY)")

unload: ## unload the modules
	@sh tools/load.sh unload

install: modules ## install the modules below /lib/modules (as root)
	$(KMAKE) CONFIG_MODULE_SIG_ALL= modules_install
	depmod -a $(addprefix -b ,$(INSTALL_MOD_PATH)) $(RELEASE)

dkms: ## hand them to dkms: rebuilt for every kernel that gets installed
	@sh tools/check-kernel.sh $(KDIR) $(KVER)
	@$(STEP) "dkms for $(KVER)" sh tools/dkms.sh $(KVER)

##@ Test it
check: ## everything: lint, unit tests, VM tests; ROW= TEST= for some VM tests
	@sh tools/install-deps.sh
	@$(PYTHON) tests/check.py $(if $(ROW),--row="$(ROW)") $(if $(TEST),--test="$(TEST)")

check-host: ## what of it needs no kernel: rules of text, suites in user space, the runner's
	@$(PYTHON) tests/check.py --host

lint: ## checkpatch, sparse, W=1, the rules of the house; CHANGED=1|REV
	@sh tools/install-deps.sh
	@$(PYTHON) tests/lint/run.py $(if $(CHANGED),--changed$(if $(filter-out 1,$(CHANGED)),=$(CHANGED)))

kunit: ## unit tests under kunit.py; KVER=6.1|6.12|7.2 ARCH=um|x86_64|...
	@sh tools/install-deps.sh kunit-$(or $(ARCH),um)
	@$(PYTHON) tests/kunit/run.py $(call given,KVER,--kver) $(call given,ARCH,--arch)

kunit-all: ## the same on um of every kernel and on five emulated architectures
	@sh tools/install-deps.sh kunit-all
	@$(PYTHON) tests/kunit/all.py

kunit-san: ## on x86_64 with KASAN, UBSAN, lockdep, DEBUG_VM; any splat fails; KVER=
	@sh tools/install-deps.sh kunit-x86_64
	@$(PYTHON) tests/kunit/run.py --arch=x86_64 --variant=san $(call given,KVER,--kver)

kunit-stock: ## the same as modules in a stock kernel in a VM; KVER=5.10|6.1|6.12|7.2
	@sh tools/install-deps.sh
	@$(PYTHON) tests/kunit/stock.py $(call given,KVER,--kver) $(call given,ROW,--row)

coverage: ## branches of lib/ and live/ that tests take: um, x86_64, i386; table and HTML
	@sh tools/install-deps.sh coverage
	@$(PYTHON) tests/coverage/run.py

mutants: ## break lib/ one line at a time: some unit test must notice; FILE=
	@sh tools/install-deps.sh build
	@$(PYTHON) tests/mutants/run.py $(FILE)

matrix: ## the VM tests on all rows of tests/matrix.conf; ROW=, FROM=ROW|failed, JOBS=, TEST=
	@sh tools/install-deps.sh
	@$(PYTHON) tests/matrix.py $(if $(ROW),--rows="$(ROW)") $(if $(FROM),--from="$(FROM)") \
		$(if $(JOBS),--jobs="$(JOBS)") $(if $(LIMIT),--limit="$(LIMIT)") \
		$(if $(TEST),-k "$(TEST)")

bench: ## guest instructions of the suite and of its peers; RUNS=2 compares two boots
	@sh tools/install-deps.sh demo
	@$(PYTHON) tests/bench/run.py $(call given,RUNS,--runs) $(call given,ROW,--row)

readme-samples: ## put fresh VM output, and the support table, into README.md, Documentation/
	@sh tools/install-deps.sh demo
	@$(PYTHON) tools/readme_samples.py

##@ Else
clean: ## remove what was built
	@if [ -e $(KDIR)/Makefile ]; then $(KMAKE) clean; fi
	@find . \( -name .git -o -name build \) -prune -o \
		\( -name '*.o' -o -name '*.ko' -o -name '*.mod' -o -name '*.mod.c' -o -name '.*.cmd' \
		-o -name Module.symvers -o -name modules.order -o -name features.h \) -exec rm -f {} +
	@rm -rf build

help: ## this list
	@awk -f tools/help.awk Makefile

# $(call given,VARIABLE,--option): the option, if the user set the variable.
given = $(if $(filter command environment,$(firstword $(origin $1))),$2=$($1))

.DEFAULT_GOAL := modules
.PHONY: modules demo demo-shell load show unload install dkms check check-host lint kunit \
	kunit-all kunit-san kunit-stock coverage mutants matrix bench readme-samples clean help
