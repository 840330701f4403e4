#!/bin/sh
# Asks an advisory service whether the pinned packages of the program have known weaknesses.
# Knows how the answer is read; says plainly when the service can't be reached.
#
# usage: scripts/audit.sh PYTHON, the interpreter that has pip-audit
set -u

python=${1:?usage: scripts/audit.sh PYTHON}
cd "$(dirname "$0")/.."
mkdir -p build
log=build/audit.log

"$python" -m pip_audit --progress-spinner off --strict --require-hashes --disable-pip \
    --requirement requirements/runtime.txt >"$log" 2>&1
status=$?
cat "$log"
if [ $status -ne 0 ] && ! grep -q '^Found [0-9]* known vulnerabilit' "$log"; then
    echo >&2
    echo "The advisory service could not be asked about every package, so nothing is known." >&2
    echo "The last lines above say why. If they are about a certificate, name your network's" >&2
    echo "certificates in REQUESTS_CA_BUNDLE. Otherwise try again where the service can be reached." >&2
    exit 2
fi
exit $status
