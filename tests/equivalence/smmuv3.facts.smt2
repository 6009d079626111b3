; SPDX-License-Identifier: MIT
; What holds when steps of the specification 'smmuv3' start; proved wherever they are reached from.

; The SubstreamID was found to be below the number of Context descriptors (5.2).
(define-fun invariant.dma.l1cd () Bool
  (= #x00000 (bvlshr state.dma.l1cd.id ((_ zero_extend 15) (STE.cd_max state.dma.ste.entry)))))

; Stage 1 hands granule and first level of stage 2 on as a Stream table entry gave them.
(define-fun invariant.vmsa_stage1 () Bool
  (and (or (= state.vmsa_stage1.s2_g #x000c) (= state.vmsa_stage1.s2_g #x000e) (= state.vmsa_stage1.s2_g #x0010))
       (bvule state.vmsa_stage1.s2_level #x0003)))
(define-fun invariant.vmsa_stage2.width () Bool
  (and (or (= state.vmsa_stage2.g #x000c) (= state.vmsa_stage2.g #x000e) (= state.vmsa_stage2.g #x0010))
       (bvule state.vmsa_stage2.level #x0003) (= state.vmsa_stage2.top #x0001)))
