#!/bin/sh
# The morning on a demo book: `sh tools/demo.sh AMFLOW`. Each command line is printed before its output.
set -eu
amflow=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export AMFLOW_BOOK="$folder/demo.db" XDG_CONFIG_HOME="$folder/config"
# Through a pipe amflow writes plain tab-separated lines; a demonstration should look like the terminal.
if [ ! -t 1 ]; then
    export AMFLOW_FORCE_TTY=80 NO_COLOR=1
fi
try() {
    printf '\n$ amflow'
    for word in "$@"; do
        case $word in
            *[!A-Za-z0-9_=:./-]*) printf ' "%s"' "$word" ;;
            *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
    "$amflow" "$@" </dev/null
}
try demo
try today
try log-visit c1 "went through the papers, wants to think it over" --outcome interested --next "fri 10:00 call back"
try summary --week
