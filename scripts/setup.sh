#!/bin/sh
# Prepares this checkout: Debian packages, a virtual environment in .venv, pinned Python packages.
# Knows what is missing and how to get it; does nothing, quickly, when nothing is missing.
#
# usage: scripts/setup.sh run|test|fuzz|bundle
# environment: PYTHON, the interpreter that .venv is made with (default: python3)
set -eu

purpose=${1:?usage: scripts/setup.sh run|test|fuzz|bundle}
PYTHON=${PYTHON:-python3}
cd "$(dirname "$0")/.."

case $purpose in
run) packages=runtime lists=scripts/debian-run.txt ;;
test) packages=dev lists='scripts/debian-run.txt scripts/debian-test.txt' ;;
fuzz) packages=fuzz lists='scripts/debian-run.txt scripts/debian-test.txt' ;;
bundle) packages=dev lists='scripts/debian-run.txt scripts/debian-bundle.txt' ;;
*) echo "scripts/setup.sh: unknown purpose '$purpose'" >&2; exit 2 ;;
esac

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

# One package a line. "a|b" is satisfied by either; where neither is there, a is installed.
wanted() {
    # shellcheck disable=SC2086  # $lists is a list of files
    sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' $lists
    # Debian's Python comes without what makes virtual environments; other builds have it.
    if [ ! -x .venv/bin/python ] && ! "$PYTHON" -c 'import ensurepip' 2>/dev/null; then
        echo python3-venv
    fi
}

missing() {
    wanted=$(wanted)
    # shellcheck disable=SC2046  # one argument a name
    dpkg-query -W -f='${db:Status-Abbrev}${Package}\n' $(echo "$wanted" | tr '|' ' ') 2>/dev/null |
        sed -n 's/^[ih]i //p' |
        awk -v wanted="$wanted" '
            { have[$1] }
            END {
                lines = split(wanted, line, "\n")
                for (i = 1; i <= lines; i++) {
                    names = split(line[i], name, "|")
                    found = 0
                    for (j = 1; j <= names; j++) if (name[j] in have) found = 1
                    if (!found) printf "%s ", name[1]
                }
            }'
}

# $1: "" for root, or the command that makes us root; then apt-get's own arguments.
apt_get() {
    as_root=$1
    shift
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" \
        </dev/null >>build/apt.log 2>&1
}

# $1: as for apt_get; then package names.
install_debian() {
    as_root=$1
    shift
    echo "Installing from Debian, once (this can take some minutes): $*"
    mkdir -p build
    # A broken third-party source must not stop what Debian's own can give.
    apt_get "$as_root" update || true
    apt_get "$as_root" install --no-install-recommends "$@" || {
        tail -n 15 build/apt.log >&2
        fail "Debian's packages could not be installed. The whole story is in build/apt.log."
    }
}

debian_packages() {
    if ! command -v dpkg-query >/dev/null; then
        [ "$(uname)" != Linux ] || [ -x .venv/bin/python ] ||
            echo "This is not Debian, so its packages are not checked. Their names there:" \
                "$(wanted | tr '\n' ' ')"
        return 0
    fi
    missing=$(missing)
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086  # one argument a name
    if [ "$(id -u)" -eq 0 ]; then
        install_debian '' $missing
    elif sudo -n true 2>/dev/null; then
        install_debian 'sudo -n' $missing
    else
        fail "Some of Debian's packages are missing. Install them, then run make again:" "" \
            "sudo apt-get update && sudo apt-get install --no-install-recommends $missing"
    fi
}

virtual_environment() {
    # Also remade when the interpreter that it was made with has gone.
    if .venv/bin/python -c '' 2>/dev/null; then
        return 0
    fi
    echo "Making .venv with $("$PYTHON" --version)"
    "$PYTHON" -m venv --clear .venv
}

fingerprint() {
    cksum <"requirements/$1.txt"
}

python_packages() {
    stamp=.venv/.installed-$packages
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint "$packages")" ]; then
        return 0
    fi
    echo "Installing Python packages from requirements/$packages.txt, once (this takes a minute or two)"
    .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check \
        --require-hashes --only-binary :all: -r "requirements/$packages.txt"
    # What tests need includes what the program needs, at the same versions.
    [ "$packages" != dev ] || fingerprint runtime >.venv/.installed-runtime
    fingerprint "$packages" >"$stamp"
}

if [ ! -x .venv/bin/python ]; then
    command -v "$PYTHON" >/dev/null ||
        fail "There is no '$PYTHON' here. Install Python 3.11 or later, or name it: make PYTHON=…"
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "m3ter Desktop needs Python 3.11 or later; '$PYTHON' is $("$PYTHON" --version)." \
            "Name another one with: make PYTHON=…"
fi
debian_packages
virtual_environment
python_packages
