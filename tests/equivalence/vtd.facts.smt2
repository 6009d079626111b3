; SPDX-License-Identifier: MIT
; What holds when steps of the specification 'vtd' start; proved wherever they are reached from.

; The AW field that leads to a second stage was found to be 1, 2 or 3, and the level follows from it (9.3, 9.6).
(define-fun invariant.second_stage.width () Bool
  (and (bvule #b001 state.second_stage.aw) (bvule state.second_stage.aw #b011)
       (= state.second_stage.level (bvadd ((_ zero_extend 13) state.second_stage.aw) #x0002))))
(define-fun invariant.first_stage () Bool
  (or (not state.first_stage.nested) (and (bvule #b001 state.first_stage.aw) (bvule state.first_stage.aw #b011))))
(define-fun invariant.guest_physical () Bool
  (or (not state.guest_physical.nested)
      (and (bvule #b001 state.guest_physical.aw) (bvule state.guest_physical.aw #b011))))

; The process id was found to be below the size of its directory: PDTS + 13 bits, the low 6 for the table (9.4, 9.5).
(define-fun invariant.scalable.directory () Bool
  (= #x00000 (bvlshr state.scalable.directory.id
                     (bvadd #x0000d ((_ zero_extend 17) (ScalableContext.PDTS state.scalable.context.entry))))))
