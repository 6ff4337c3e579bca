#!/bin/sh
# What rustc calls in place of a linker; a script because rustc passes nothing but the linker's arguments.
exec "${0%/libexec/collect}/bin/sbf" collect "$@"
