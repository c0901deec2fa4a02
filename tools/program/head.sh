#!/bin/sh
# amflow @VERSION@ in one file, with its Python, for @SYSTEM@: behind these lines lies a packed folder. The first start lays it
# into the cache folder of whoever starts it, for them alone; every other start goes straight there.
name=@HASH@
place=${XDG_CACHE_HOME:-${HOME:-}/.cache}/amflow/program
folder=$place/$name
program=$folder/amflow
# Only what is one's own is run: a cache folder may lie where others write.
[ -x "$program" ] && [ -O "$program" ] && [ -O "$folder" ] && exec "$program" "$@"

case ${AMFLOW_LANG:-${LC_ALL:-${LANG:-}}} in
    zh*)
        told="amflow 首次启动，正在展开程序……"
        error="错误：amflow 无法展开到 $place"
        hint="提示：换一个有 300 MB 空间、允许运行程序的文件夹：export XDG_CACHE_HOME=文件夹"
        ;;
    *)
        told="amflow starts for the first time, and unpacks itself…"
        error="error: amflow cannot be unpacked into $place"
        hint="hint: name another folder with 300 MB of room, where programs may run: export XDG_CACHE_HOME=FOLDER"
        ;;
esac
PATH=${PATH:-}:/usr/bin:/bin
umask 077
fresh=$place/.$name.$$
failed() {
    printf '%s\n%s\n' "$error" "$hint" >&2
    exit 5
}
trap 'rm -rf "$fresh"' EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM

mkdir -p "$place" && [ -O "$place" ] && chmod 700 "$place" || failed
# What starts that were killed left half unpacked.
for left in "$place"/.*.*; do
    case ${left##*.} in
        '' | *[!0-9]*) ;;
        *) kill -0 "${left##*.}" 2>/dev/null || rm -rf "$left" ;;
    esac
done
[ -t 2 ] && printf '%s\n' "$told" >&2
mkdir "$fresh" && tail -n +@LINES@ "$0" | tar -xzmf - -C "$fresh" || failed
# After a power cut it is whole or not there.
sync -f "$fresh" 2>/dev/null || sync
# What somebody cleaned in part is begun anew; what another start puts there is whole from its first moment.
[ -e "$folder" ] && [ ! -x "$program" ] && rm -rf "$folder"
[ -e "$folder" ] || mv "$fresh" "$folder" || failed
# Where another start was quicker by a moment, this one's went into its folder.
rm -rf "$fresh" "$folder/.$name.$$"
# Former versions; those of today may be running still.
find "$place" -mindepth 1 -maxdepth 1 ! -name "$name" -mtime +0 -exec rm -rf {} + 2>/dev/null
[ -x "$program" ] && [ -O "$program" ] || failed
trap - EXIT
exec "$program" "$@"
