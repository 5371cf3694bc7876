#!/usr/bin/env bash
# Makes stand-ins of the Dockerfile's base images where no registry of images can be reached: Debian by mmdebstrap, Node and npm from
# npm. The larger one trusts whom this machine trusts. usage: stand-ins.sh NODE_VERSION
set -euo pipefail
name=docker.io/library/node:$1-bookworm
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mmdebstrap --quiet --variant=minbase --include=usr-is-merged --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' bookworm debian.tar
npm pack --silent "node-linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')@$1" npm@11.19.1
mkdir node npm
tar -xzf node-linux-*.tgz --strip-components=1 -C node
tar -xzf npm-*.tgz --strip-components=1 -C npm

image=$(buildah from scratch)
buildah add --quiet "$image" debian.tar /
buildah copy --quiet "$image" node/bin /usr/local/bin
buildah run --isolation chroot "$image" -- useradd --create-home --uid 1000 node
# As in Debian's image, which has no Perl but the smallest.
buildah run --isolation chroot "$image" -- apt-get purge -qy usrmerge perl perl-modules-5.36 libperl5.36
buildah commit --quiet --rm "$image" "$name-slim"

image=$(buildah from "$name-slim")
buildah copy --quiet "$image" node/include /usr/local/include
buildah copy --quiet "$image" npm /usr/local/lib/node_modules/npm
# In a file of its own: Debian's ca-certificates, which pip brings, writes that of Debian again.
buildah copy --quiet "$image" /etc/ssl/certs/ca-certificates.crt /etc/ssl/trusted.crt
buildah run --isolation chroot "$image" -- ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
buildah run --isolation chroot "$image" -- apt-get update -q
buildah run --isolation chroot "$image" -- apt-get install -qy --no-install-recommends build-essential git python3
buildah config --env NODE_EXTRA_CA_CERTS=/etc/ssl/trusted.crt --env PIP_CERT=/etc/ssl/trusted.crt "$image"
buildah commit --quiet --rm "$image" "$name"
