"""Counting instructions in QEMU's log."""

from appliance.arm.blocks import instructions

LOG = """----------------
IN: xnn_qs8_gemm
0x7fffe3cfd000:  f9400000  ldr      x0, [x0]
0x7fffe3cfd004:  d65f03c0  ret

Trace 0: 0x7f00 [00400004/7fffe3cfd000/00000051/00000200] xnn_qs8_gemm
----------------
IN:
0x7fffe3cfd008:  8b010000  add      x0, x0, x1

Trace 0: 0x7f40 [00400004/7fffe3cfd008/00000051/00000200]
Trace 0: 0x7f00 [00400004/7fffe3cfd000/00000051/00000200] xnn_qs8_gemm
7fffe3cfd000-7fffe452d000 r-xp
"""


def test_each_execution_of_a_block_counts_all_its_instructions() -> None:
    assert instructions(LOG.splitlines()) == 2 * 2 + 1


def test_nothing_executed_is_nothing() -> None:
    assert instructions([]) == 0
