#!/usr/bin/env bash
# Installs what Parvis needs to be built, run and tested, and nothing else.
#
#   packaging/setup.sh [--yes] [run|test]
#
# run: what "make run" needs (compiler, display headers, software OpenGL).
# test (default): also the virtual display, keyboard driver, PostgreSQL,
# Node and document tools of the tests. Does nothing when all is there. On a
# system without apt it names what to install. It asks before using sudo;
# --yes answers for you.
set -euo pipefail

need_go=1.26
toolchain=1.26.8
yes=no
what=test
for arg in "$@"; do
  case "$arg" in
    --yes) yes=yes ;;
    run|test) what=$arg ;;
    *) echo "usage: packaging/setup.sh [--yes] [run|test]" >&2; exit 2 ;;
  esac
done

say() { printf 'parvis: %s\n' "$*" >&2; }

packages=()
# want COMMAND-OR-FILE PACKAGE…: the packages are missing when the probe is.
want() {
  local probe=$1; shift
  case "$probe" in
    /*) compgen -G "$probe" >/dev/null && return ;;
    *) command -v "$probe" >/dev/null 2>&1 && return ;;
  esac
  packages+=("$@")
}

want gcc gcc libc6-dev
want make make
want git git
want pkg-config pkg-config
want '/usr/include/GL/gl.h' libgl1-mesa-dev
want '/usr/include/X11/extensions/Xrandr.h' xorg-dev
want '/usr/lib/*/dri/swrast_dri.so' libgl1-mesa-dri
want '/usr/include/alsa/asoundlib.h' libasound2-dev
want '/etc/ssl/certs/ca-certificates.crt' ca-certificates
if [ "$what" = test ]; then
  want Xvfb xvfb
  want xdotool xdotool
  want import imagemagick
  want xprop x11-utils
  want openbox openbox
  want pdftoppm poppler-utils
  want npm nodejs npm
  want '/usr/lib/postgresql/*/bin/initdb' postgresql
  want ip iproute2
fi

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; return; fi
  if ! command -v sudo >/dev/null 2>&1; then
    say "ask an administrator to run: $*"; exit 1
  fi
  if [ "$yes" != yes ] && [ "${asked:-no}" != yes ]; then
    printf 'parvis: sudo is needed to install: %s\nparvis: go on? [o/N] ' "${packages[*]}" >&2
    read -r answer </dev/tty || answer=n
    case "$answer" in o|O|oui|y|Y|yes) asked=yes ;; *) say "nothing was installed."; exit 1 ;; esac
  fi
  sudo "$@"
}

install_packages() {
  [ ${#packages[@]} -gt 0 ] || return 0
  if ! command -v apt-get >/dev/null 2>&1; then
    say "this system has no apt. Install these, or what your system calls them, then start again:"
    printf '  %s\n' "${packages[@]}" >&2
    exit 1
  fi
  say "installing ${packages[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
}

# new_enough GO: whether this go can build the module. From 1.21 on, go fetches
# the toolchain that go.mod asks for by itself.
new_enough() {
  local v
  v=$(GOTOOLCHAIN=local "$1" env GOVERSION 2>/dev/null) || return 1
  v=${v#go}
  [ "$(printf '%s\n%s\n' "$need_go" "$v" | sort -V | head -n 1)" = "$need_go" ]
}

# install_go fetches the official toolchain as a module, which any go can do,
# and keeps it in the user's cache.
install_go() {
  local kept="${XDG_CACHE_HOME:-$HOME/.cache}/parvis/go"
  if command -v go >/dev/null 2>&1 && new_enough go; then return; fi
  if [ -x "$kept/bin/go" ] && new_enough "$kept/bin/go"; then return; fi
  if ! command -v go >/dev/null 2>&1; then packages=(golang-go); install_packages; fi
  say "installing Go $toolchain in the user's cache"
  local os arch dir
  os=$(go env GOOS); arch=$(go env GOARCH)
  (cd / && GOFLAGS=-mod=mod GO111MODULE=on go mod download "golang.org/toolchain@v0.0.1-go$toolchain.$os-$arch")
  dir="$(go env GOMODCACHE)/golang.org/toolchain@v0.0.1-go$toolchain.$os-$arch"
  rm -rf "$kept"; mkdir -p "$(dirname "$kept")"
  cp -r "$dir" "$kept"
  chmod -R u+w "$kept"
  chmod +x "$kept"/bin/* "$kept"/pkg/tool/*/*
}

install_packages
install_go
