#!/bin/sh
# Runs a program as a container would: on a read-only root of its own, as the first process, as any user. It needs namespaces of users.
# usage: unshare --user --map-root-user --mount --pid --fork --kill-child sandbox.sh EMPTY_FOLDER UID GID WORKDIR [FROM TO ro|rw]... -- PROGRAM...
set -eu
root=$1 uid=$2 gid=$3 workdir=$4
shift 4
mount -t tmpfs -o mode=755 none "$root"
# The system of this machine in place of the base image, without what people put into it.
for folder in usr etc run bin sbin lib lib64; do
  if [ -L "/$folder" ]; then
    cp -P "/$folder" "$root/"
  elif [ -d "/$folder" ]; then
    mkdir "$root/$folder"
    mount --rbind "/$folder" "$root/$folder"
  fi
done
mkdir "$root/dev" "$root/proc" "$root/tmp"
mount --rbind /dev "$root/dev"
mount -t proc none "$root/proc"
mount -t tmpfs -o mode=1777 none "$root/tmp"
while [ "$1" != -- ]; do
  mkdir -p "$root$2"
  mount --bind "$1" "$root$2"
  if [ "$3" = ro ]; then mount -o remount,bind,ro "$root$2"; fi
  shift 3
done
shift
for folder in usr etc run; do mount -o remount,bind,ro "$root/$folder"; done
mount -o remount,ro "$root"
exec unshare --map-user="$uid" --map-group="$gid" --root="$root" --wd="$workdir" -- "$@"
