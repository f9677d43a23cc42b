#!/bin/sh
# Make .venv and install the locked packages: `sh vacrm/setup.sh requirements.txt`.
# Does nothing when the environment already holds exactly that lock. Needs python3 >= 3.12 or uv.
set -eu

lock=$1
venv=.venv
python=$venv/bin/python
stamp=$venv/.installed-$lock
fits='import sys; sys.exit(sys.version_info < (3, 12))'

say() { printf 'vacrm: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# The lock decides, not its date: a fresh clone has fresh dates and the same content.
sum=$(cksum <"$lock")

if [ -x "$python" ] && "$python" -c "$fits" 2>/dev/null; then
    [ "$(cat "$stamp" 2>/dev/null || true)" = "$sum" ] && exit 0
elif [ -e "$venv" ]; then
    say "$venv is broken or older than Python 3.12; making it anew."
    rm -rf "$venv"
fi

# A shim may stand on the PATH and still fail, so each candidate has to run.
find_python() {
    for name in python3 python3.13 python3.14 python3.12 python; do
        if "$name" -c "$fits" >/dev/null 2>&1; then
            echo "$name"
            return
        fi
    done
}

if [ ! -x "$python" ]; then
    found=$(find_python)
    if [ -n "$found" ] && "$found" -m venv "$venv" >/dev/null 2>&1; then
        :
    elif command -v uv >/dev/null 2>&1; then
        rm -rf "$venv"
        uv venv --quiet --python '>=3.12' "$venv" || fail "uv could not make an environment with Python 3.12 or newer."
    elif [ -n "$found" ]; then
        rm -rf "$venv"
        fail "$found cannot make an environment: install its venv module (Debian: apt install python3-venv) or uv."
    elif command -v python3 >/dev/null 2>&1; then
        fail "Python 3.12 or newer is needed, and python3 is $(python3 -V 2>&1 | tail -n 1); install it, or install uv."
    else
        fail "Python 3.12 or newer is needed, and none is on the PATH; install it, or install uv."
    fi
fi

say "installing $lock (once)…"
if command -v uv >/dev/null 2>&1; then
    uv pip install --quiet --python "$python" --require-hashes -r "$lock"
else
    "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
fi || fail "the packages of $lock could not be installed; see above."

# The development lock holds the runtime one, so both are done.
printf '%s\n' "$sum" >"$stamp"
if [ "$lock" = requirements-dev.txt ]; then cksum <requirements.txt >"$venv/.installed-requirements.txt"; fi
