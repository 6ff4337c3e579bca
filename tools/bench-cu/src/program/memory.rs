//! How much heap and stack the program uses, seen from outside, in every step of the virtual machine.
//!
//! The allocator hands out the heap from its end downwards, never takes anything back, and keeps its position in the heap's first word. So
//! the lowest position that the program ever stores there says how much was in use. Stack frames are counted by the values of the frame pointer.

use litesvm::{InvocationInspectCallback, LiteSVM};
use solana_program_runtime::invoke_context::InvokeContext;
use solana_program_runtime::solana_sbpf::ebpf;
use solana_transaction::sanitized::SanitizedTransaction;
use solana_transaction_context::IndexOfAccount;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use vault_client::PROGRAM_ID;

/// The heap that a program has unless its caller asks for more, by the runtime's memory map.
pub const HEAP: Range<u64> = 0x3_0000_0000..0x3_0000_8000;
/// The register with the address of the current function's frame.
const FRAME_POINTER: usize = 10;
/// Where the trace has the number of the instruction that comes next.
const PROGRAM_COUNTER: usize = 11;
/// The stack height of an instruction that stands in the transaction itself.
const TOP_LEVEL: usize = 1;

/// The registers before each step.
type Trace = [[u64; 12]];

/// The most that an instruction has used in any call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    pub heap_bytes: u64,
    pub stack_frames: u64,
}

/// Looks at every call of the program that a chain runs, by the first bytes of the instruction's data.
#[derive(Clone, Default)]
pub struct Watch(Arc<Mutex<BTreeMap<[u8; 8], Usage>>>);

impl Watch {
    /// What has been seen so far.
    pub fn seen(&self) -> BTreeMap<[u8; 8], Usage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, data: &[u8], usage: Usage) {
        let Some(discriminator) = data.first_chunk() else { return };
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let most = seen.entry(*discriminator).or_default();
        most.heap_bytes = most.heap_bytes.max(usage.heap_bytes);
        most.stack_frames = most.stack_frames.max(usage.stack_frames);
    }
}

impl InvocationInspectCallback for Watch {
    fn before_invocation(
        &self,
        _: &LiteSVM,
        _: &SanitizedTransaction,
        _: &[IndexOfAccount],
        _: &mut InvokeContext,
        _: bool,
    ) {
    }

    fn after_invocation(
        &self,
        _: &LiteSVM,
        _: &SanitizedTransaction,
        _: &[IndexOfAccount],
        context: &InvokeContext,
        _: bool,
    ) {
        context.iterate_vm_traces(&|call, executable, trace| {
            let is_ours = call.get_program_key().is_ok_and(|program| *program == PROGRAM_ID);
            // The program calls itself to record events; that call has a heap of its own.
            if is_ours && call.get_stack_height() == TOP_LEVEL {
                let (_, text) = executable.get_text_bytes();
                let usage = Usage { heap_bytes: heap_bytes(text, trace), stack_frames: stack_frames(trace) };
                self.note(call.get_instruction_data(), usage);
            }
        });
    }
}

fn heap_bytes(text: &[u8], trace: &Trace) -> u64 {
    let positions = trace.iter().filter_map(|registers| stored_position(text, registers));
    positions.min().map_or(0, |lowest| HEAP.end.saturating_sub(lowest))
}

/// What the coming step stores into the heap's first word, if that is what it does.
fn stored_position(text: &[u8], registers: &[u64; 12]) -> Option<u64> {
    let step = ebpf::get_insn_unchecked(text, registers[PROGRAM_COUNTER] as usize);
    let address = registers[usize::from(step.dst)].wrapping_add_signed(i64::from(step.off));
    (step.opc == ebpf::ST_DW_REG && address == HEAP.start).then(|| registers[usize::from(step.src)])
}

fn stack_frames(trace: &Trace) -> u64 {
    trace.iter().map(|registers| registers[FRAME_POINTER]).collect::<BTreeSet<_>>().len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stores the eight bytes of register 2 where register 1 points, `off` bytes further.
    fn store(off: i16) -> [u8; 8] {
        ebpf::Insn { opc: ebpf::ST_DW_REG, dst: 1, src: 2, off, ..ebpf::Insn::default() }.to_array()
    }

    fn before_store(address: u64, value: u64) -> [u64; 12] {
        let mut registers = [0; 12];
        (registers[1], registers[2]) = (address, value);
        registers
    }

    #[test]
    fn the_allocators_lowest_position_counts() {
        let trace = [0x3_0000_7f00, 0x3_0000_7000, 0x3_0000_6ff8].map(|position| before_store(HEAP.start, position));
        assert_eq!(heap_bytes(&store(0), &trace), 0x1008);
        assert_eq!(heap_bytes(&store(-16), &[before_store(HEAP.start + 16, HEAP.end - 24)]), 24);
    }

    #[test]
    fn other_words_and_other_steps_do_not_count() {
        let elsewhere = [before_store(HEAP.start + 8, HEAP.start + 8), before_store(0x4_0000_0000, HEAP.start + 8)];
        assert_eq!(heap_bytes(&store(0), &elsewhere), 0);
        let load = ebpf::Insn { opc: ebpf::LD_DW_REG, dst: 1, src: 2, ..ebpf::Insn::default() }.to_array();
        assert_eq!(heap_bytes(&load, &[before_store(HEAP.start, HEAP.start + 8)]), 0);
    }

    #[test]
    fn every_depth_of_calls_has_its_frame() {
        let frames = [0x2_0000_1000, 0x2_0000_3000, 0x2_0000_5000, 0x2_0000_3000];
        let trace = frames.map(|frame| {
            let mut registers = [0; 12];
            registers[FRAME_POINTER] = frame;
            registers
        });
        assert_eq!(stack_frames(&trace), 3);
    }
}
