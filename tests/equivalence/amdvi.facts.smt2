; SPDX-License-Identifier: MIT
; What holds when steps of the specification 'amdvi' start; proved wherever they are reached from.

; The depth of guest tables follows from the guest paging mode, which was found to be 0 or 1 (2.2.2.1).
(define-fun invariant.guest.gcr3_table () Bool
  (or (= state.guest.level #x0004) (= state.guest.level #x0005)))
(define-fun invariant.guest.width () Bool invariant.guest.gcr3_table)
