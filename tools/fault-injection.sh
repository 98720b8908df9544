#!/usr/bin/env bash
# Runs the native contract while the kernel interrupts or refuses io_uring calls now and then: all
# of it must go on as if nothing had happened. Without a ring the contract says so and runs nothing.
# Needs strace; takes some minutes. `anIdleLoopDoesNotTurn` counts calls, and is not looked at.
set -u
cd "$(dirname "$0")/../native" || exit
directory=$(mktemp -d -t xev-contract.XXXXXX)
trap 'rm -rf "$directory"' EXIT
zig test -lc --test-filter "the contract holds on io_uring" --dep "golden manifest" \
    -Mroot=src/root.zig "-Mgolden manifest=abi/manifest.txt" --test-no-exec \
    -femit-bin="$directory/contract" || exit

failed=0
run() {
    local call=${1%%:*}
    timeout 180 strace -f -o /dev/null -e "trace=$call" -e "inject=$1" "$directory/contract" \
        >"$directory/said" 2>&1
    # The summary is there unless it hung or crashed.
    if ! grep -q "passed" "$directory/said" ||
        grep "io_uring: " "$directory/said" | grep -v -q anIdleLoopDoesNotTurn; then
        echo "failed: $1"
        cat "$directory/said"
        failed=1
    else
        echo "holds: $1"
    fi
}

run io_uring_enter:error=EINTR:when=3+3
run io_uring_enter:error=EAGAIN:when=3+3
run io_uring_enter:error=EBUSY:when=2+5
for error in EPERM ENOSYS ENOMEM; do run "io_uring_setup:error=$error"; done
exit $failed
