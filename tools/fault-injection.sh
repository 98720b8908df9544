#!/usr/bin/env bash
# Runs the native contract while the kernel refuses io_uring calls now and then: what is interrupted
# or refused for a moment must go on as if nothing had happened. Needs strace; takes a minute.
# Only `anIdleLoopDoesNotTurn` counts calls, and may say so under EAGAIN.
set -u
cd "$(dirname "$0")/../native"
binary=$(mktemp -t xev-contract.XXXXXX)
trap 'rm -f "$binary"' EXIT
zig test -lc --test-filter "the contract holds on io_uring" --dep "golden manifest" \
    -Mroot=src/root.zig "-Mgolden manifest=abi/manifest.txt" --test-no-exec -femit-bin="$binary" || exit
failed=0
for fault in error=EINTR:when=3+3 error=EAGAIN:when=3+3 error=EBUSY:when=2+5; do
    echo "io_uring_enter:$fault"
    timeout 120 strace -f -o /dev/null -e trace=io_uring_enter -e "inject=io_uring_enter:$fault" \
        "$binary" 2>&1 | grep -E "^.*io_uring: |All .* passed|panic" | grep -v anIdleLoopDoesNotTurn \
        | grep -q -E "io_uring: |panic" && failed=1
done
for fault in EPERM ENOSYS ENOMEM; do
    echo "io_uring_setup:error=$fault"
    timeout 60 strace -f -o /dev/null -e trace=io_uring_setup \
        -e "inject=io_uring_setup:error=$fault" "$binary" 2>&1 | grep -q panic && failed=1
done
exit $failed
