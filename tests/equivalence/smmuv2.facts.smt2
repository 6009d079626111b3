; SPDX-License-Identifier: MIT
; What holds when steps of the specification 'smmuv2' start; proved wherever they are reached from.

; Granule and first level of stage 2 are handed on as the registers of a context bank gave them.
(define-fun invariant.dma.first_stage () Bool
  (and (or (= state.dma.first_stage.g2 #x000c) (= state.dma.first_stage.g2 #x000e) (= state.dma.first_stage.g2 #x0010))
       (bvule state.dma.first_stage.level2 #x0003)))
(define-fun invariant.vmsa_stage1 () Bool
  (and (or (= state.vmsa_stage1.s2_g #x000c) (= state.vmsa_stage1.s2_g #x000e) (= state.vmsa_stage1.s2_g #x0010))
       (bvule state.vmsa_stage1.s2_level #x0003)))
(define-fun invariant.vmsa_stage2.width () Bool
  (and (or (= state.vmsa_stage2.g #x000c) (= state.vmsa_stage2.g #x000e) (= state.vmsa_stage2.g #x0010))
       (bvule state.vmsa_stage2.level #x0003) (= state.vmsa_stage2.top #x0001)))
