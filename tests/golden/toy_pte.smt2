; SPDX-License-Identifier: MIT
; What the specification 'toy' says, as SMT-LIB 2.
; reg.* registers, param.* parameters, state.* the walk's variables when a step starts,
; word.N the entry that the step has loaded. STRUCT.NAME reads a field of a raw word;
; STRUCT.reserved is the reserved bits that are set, in place; STRUCT.fields! the bits that fields claim.
; step.NAME.enter and step.NAME.leave number the exit taken: kind in bits 31:28 (0 none, 1 stop, 2 leaf,
; 3 leaf through a callee, 4 next, 5 deliver, 6 load, 7 load through a callee, 15 impossible),
; item in bits 27:16, number of the next step or callee in bits 15:0.
; step.NAME.stopN.*, .leafN.*, .nextN.*, .deliverN.*, .loadN.*: what the exit at item N hands on;
; state that is not defined there keeps its value. step.NAME.obligationN has to be valid.
(set-logic QF_BV)

(declare-const reg.CAP (_ BitVec 32))
(declare-const reg.CTRL (_ BitVec 32))
(declare-const reg.DEVICES (_ BitVec 64))
(declare-const reg.GUARD.1 (_ BitVec 64))
(declare-const reg.GUARD.0 (_ BitVec 64))
; GUARD, element i; zero where there is none
(define-fun reg.GUARD ((i (_ BitVec 64))) (_ BitVec 64)
  (ite (= i #x0000000000000000) reg.GUARD.0 (ite (= i #x0000000000000001) reg.GUARD.1 #x0000000000000000)))
(declare-const reg.ROUTES (_ BitVec 64))
(declare-const param.AddressBits (_ BitVec 7))
(declare-const state.dma.device (_ BitVec 16))
(declare-const state.dma.iova (_ BitVec 64))
(declare-const state.dma.access (_ BitVec 2))
(declare-const state.dma.quiet Bool)
(declare-const state.memory.pa (_ BitVec 64))
(declare-const state.pages.access (_ BitVec 2))
(declare-const state.pages.level (_ BitVec 16))
(declare-const state.pages.quiet Bool)
(declare-const state.pages.readable Bool)
(declare-const state.pages.table (_ BitVec 64))
(declare-const state.pages.va (_ BitVec 64))
(declare-const state.pages.writable Bool)
(declare-const state.interrupt.device (_ BitVec 16))
(declare-const state.interrupt.address (_ BitVec 64))
(declare-const state.interrupt.data (_ BitVec 32))
(declare-const state.interrupt.route.index (_ BitVec 16))
(declare-const word.64 (_ BitVec 64))

; CTRL (1.2): BigEndian
(define-fun CTRL.BigEndian ((raw (_ BitVec 32))) Bool
  (= ((_ extract 3 3) raw) #b1))
; CTRL (1.2): Guarded
(define-fun CTRL.Guarded ((raw (_ BitVec 32))) Bool
  (= ((_ extract 2 2) raw) #b1))
; CTRL (1.2): Remap
(define-fun CTRL.Remap ((raw (_ BitVec 32))) Bool
  (= ((_ extract 1 1) raw) #b1))
; CTRL (1.2): Enable
(define-fun CTRL.Enable ((raw (_ BitVec 32))) Bool
  (= ((_ extract 0 0) raw) #b1))
; CTRL (1.2): reserved bits that are set
(define-fun CTRL.reserved ((raw (_ BitVec 32))) (_ BitVec 32)
  #x00000000)
; CTRL (1.2): bits that a field claims
(define-fun CTRL.fields! ((raw (_ BitVec 32))) (_ BitVec 32)
  (concat #x0000000 ((_ extract 3 0) raw)))

; DeviceEntry (3.1): Domain
(define-fun DeviceEntry.Domain ((raw (_ BitVec 64))) (_ BitVec 8)
  ((_ extract 63 56) raw))
; DeviceEntry (3.1): Table
(define-fun DeviceEntry.Table ((raw (_ BitVec 64))) (_ BitVec 64)
  ((_ zero_extend 12) (concat ((_ extract 51 12) raw) #x000)))
; DeviceEntry (3.1): Use
(define-fun DeviceEntry.Use ((raw (_ BitVec 64))) (_ BitVec 2)
  ((_ extract 3 2) raw))
; DeviceEntry (3.1): Quiet
(define-fun DeviceEntry.Quiet ((raw (_ BitVec 64))) Bool
  (= ((_ extract 1 1) raw) #b1))
; DeviceEntry (3.1): P
(define-fun DeviceEntry.P ((raw (_ BitVec 64))) Bool
  (= ((_ extract 0 0) raw) #b1))
; DeviceEntry (3.1): present
(define-fun DeviceEntry.present ((raw (_ BitVec 64))) Bool
  (DeviceEntry.P raw))
; DeviceEntry (3.1): reserved bits that are set
(define-fun DeviceEntry.reserved ((raw (_ BitVec 64))) (_ BitVec 64)
  (concat (concat (concat (concat (concat (ite (not (bvugt ((_ zero_extend 13) (_ bv6 3)) #x0007)) ((_ extract 63 63) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 13) (_ bv6 3)) #x0006)) ((_ extract 62 62) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 13) (_ bv6 3)) #x0005)) ((_ extract 61 61) raw) (_ bv0 1)))) (concat (ite (not (bvugt ((_ zero_extend 13) (_ bv6 3)) #x0004)) ((_ extract 60 60) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 13) (_ bv6 3)) #x0003)) ((_ extract 59 59) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 13) (_ bv6 3)) #x0002)) ((_ extract 58 58) raw) (_ bv0 1))))) (concat (concat (ite (not (bvugt ((_ zero_extend 13) (_ bv6 3)) #x0001)) ((_ extract 57 57) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 13) (_ bv6 3)) #x0000)) ((_ extract 56 56) raw) (_ bv0 1)) ((_ extract 55 52) raw))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0033)) ((_ extract 51 51) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0032)) ((_ extract 50 50) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0031)) ((_ extract 49 49) raw) (_ bv0 1)))))) (concat (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0030)) ((_ extract 48 48) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002f)) ((_ extract 47 47) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002e)) ((_ extract 46 46) raw) (_ bv0 1)))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002d)) ((_ extract 45 45) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002c)) ((_ extract 44 44) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002b)) ((_ extract 43 43) raw) (_ bv0 1))))) (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002a)) ((_ extract 42 42) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0029)) ((_ extract 41 41) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0028)) ((_ extract 40 40) raw) (_ bv0 1)))) (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0027)) ((_ extract 39 39) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0026)) ((_ extract 38 38) raw) (_ bv0 1))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0025)) ((_ extract 37 37) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0024)) ((_ extract 36 36) raw) (_ bv0 1))))))) (concat (concat (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0023)) ((_ extract 35 35) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0022)) ((_ extract 34 34) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0021)) ((_ extract 33 33) raw) (_ bv0 1)))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0020)) ((_ extract 32 32) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001f)) ((_ extract 31 31) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001e)) ((_ extract 30 30) raw) (_ bv0 1))))) (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001d)) ((_ extract 29 29) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001c)) ((_ extract 28 28) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001b)) ((_ extract 27 27) raw) (_ bv0 1)))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001a)) ((_ extract 26 26) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0019)) ((_ extract 25 25) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0018)) ((_ extract 24 24) raw) (_ bv0 1)))))) (concat (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0017)) ((_ extract 23 23) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0016)) ((_ extract 22 22) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0015)) ((_ extract 21 21) raw) (_ bv0 1)))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0014)) ((_ extract 20 20) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0013)) ((_ extract 19 19) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0012)) ((_ extract 18 18) raw) (_ bv0 1))))) (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0011)) ((_ extract 17 17) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0010)) ((_ extract 16 16) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x000f)) ((_ extract 15 15) raw) (_ bv0 1)))) (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x000e)) ((_ extract 14 14) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x000d)) ((_ extract 13 13) raw) (_ bv0 1))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x000c)) ((_ extract 12 12) raw) (_ bv0 1)) #x000)))))))
; DeviceEntry (3.1): bits that a field claims
(define-fun DeviceEntry.fields! ((raw (_ BitVec 64))) (_ BitVec 64)
  (concat (concat ((_ extract 63 56) raw) #x0) (concat ((_ extract 51 12) raw) (concat #x00 ((_ extract 3 0) raw)))))

; DEVICES (1.4): Table
(define-fun DEVICES.Table ((raw (_ BitVec 64))) (_ BitVec 64)
  (concat ((_ extract 63 12) raw) #x000))
; DEVICES (1.4): reserved bits that are set
(define-fun DEVICES.reserved ((raw (_ BitVec 64))) (_ BitVec 64)
  #x0000000000000000)
; DEVICES (1.4): bits that a field claims
(define-fun DEVICES.fields! ((raw (_ BitVec 64))) (_ BitVec 64)
  (concat ((_ extract 63 12) raw) #x000))

; CAP (1.3): LargePages
(define-fun CAP.LargePages ((raw (_ BitVec 32))) Bool
  (= ((_ extract 5 5) raw) #b1))
; CAP (1.3): ThreeLevels
(define-fun CAP.ThreeLevels ((raw (_ BitVec 32))) Bool
  (= ((_ extract 4 4) raw) #b1))
; CAP (1.3): DeviceBits
(define-fun CAP.DeviceBits ((raw (_ BitVec 32))) (_ BitVec 4)
  ((_ extract 3 0) raw))
; CAP (1.3): reserved bits that are set
(define-fun CAP.reserved ((raw (_ BitVec 32))) (_ BitVec 32)
  #x00000000)
; CAP (1.3): bits that a field claims
(define-fun CAP.fields! ((raw (_ BitVec 32))) (_ BitVec 32)
  (concat (_ bv0 26) ((_ extract 5 0) raw)))

; Pte_level3 (3.2): Large
(define-fun Pte_level3.Large ((raw (_ BitVec 64))) Bool
  false)
; Pte_level3 (3.2): Frame
(define-fun Pte_level3.Frame ((raw (_ BitVec 64))) (_ BitVec 64)
  (ite (Pte_level3.Large raw) ((_ zero_extend 12) (concat ((_ extract 51 21) raw) (_ bv0 21))) ((_ zero_extend 12) (concat ((_ extract 51 12) raw) #x000))))
; Pte_level3 (3.2): W
(define-fun Pte_level3.W ((raw (_ BitVec 64))) Bool
  (= ((_ extract 1 1) raw) #b1))
; Pte_level3 (3.2): R
(define-fun Pte_level3.R ((raw (_ BitVec 64))) Bool
  (= ((_ extract 0 0) raw) #b1))
; Pte_level3 (3.2): present
(define-fun Pte_level3.present ((raw (_ BitVec 64))) Bool
  (or (Pte_level3.R raw) (Pte_level3.W raw)))
; Pte_level3 (3.2): leaf
(define-fun Pte_level3.leaf ((raw (_ BitVec 64))) Bool
  (Pte_level3.Large raw))
; Pte_level3 (3.2): reserved bits that are set
(define-fun Pte_level3.reserved ((raw (_ BitVec 64))) (_ BitVec 64)
  (let ((c0! (ite (Pte_level3.Large raw) #b1 #b0)))
  (concat (concat (concat (concat (concat #x000 (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0033)) ((_ extract 51 51) raw) (_ bv0 1))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0032)) ((_ extract 50 50) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0031)) ((_ extract 49 49) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0030)) ((_ extract 48 48) raw) (_ bv0 1))))) (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002f)) ((_ extract 47 47) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002e)) ((_ extract 46 46) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002d)) ((_ extract 45 45) raw) (_ bv0 1)))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002c)) ((_ extract 44 44) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002b)) ((_ extract 43 43) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002a)) ((_ extract 42 42) raw) (_ bv0 1)))))) (concat (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0029)) ((_ extract 41 41) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0028)) ((_ extract 40 40) raw) (_ bv0 1))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0027)) ((_ extract 39 39) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0026)) ((_ extract 38 38) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0025)) ((_ extract 37 37) raw) (_ bv0 1))))) (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0024)) ((_ extract 36 36) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0023)) ((_ extract 35 35) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0022)) ((_ extract 34 34) raw) (_ bv0 1)))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0021)) ((_ extract 33 33) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0020)) ((_ extract 32 32) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001f)) ((_ extract 31 31) raw) (_ bv0 1))))))) (concat (concat (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001e)) ((_ extract 30 30) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001d)) ((_ extract 29 29) raw) (_ bv0 1))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001c)) ((_ extract 28 28) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001b)) ((_ extract 27 27) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001a)) ((_ extract 26 26) raw) (_ bv0 1))))) (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0019)) ((_ extract 25 25) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0018)) ((_ extract 24 24) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0017)) ((_ extract 23 23) raw) (_ bv0 1)))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0016)) ((_ extract 22 22) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0015)) ((_ extract 21 21) raw) (_ bv0 1)) (bvor (bvand c0! ((_ extract 20 20) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0014)) ((_ extract 20 20) raw) (_ bv0 1)))))))) (concat (concat (concat (bvor (bvand c0! ((_ extract 19 19) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0013)) ((_ extract 19 19) raw) (_ bv0 1)))) (bvor (bvand c0! ((_ extract 18 18) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0012)) ((_ extract 18 18) raw) (_ bv0 1))))) (concat (bvor (bvand c0! ((_ extract 17 17) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0011)) ((_ extract 17 17) raw) (_ bv0 1)))) (concat (bvor (bvand c0! ((_ extract 16 16) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0010)) ((_ extract 16 16) raw) (_ bv0 1)))) (bvor (bvand c0! ((_ extract 15 15) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x000f)) ((_ extract 15 15) raw) (_ bv0 1))))))) (concat (concat (bvor (bvand c0! ((_ extract 14 14) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x000e)) ((_ extract 14 14) raw) (_ bv0 1)))) (concat (bvor (bvand c0! ((_ extract 13 13) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x000d)) ((_ extract 13 13) raw) (_ bv0 1)))) (bvor (bvand c0! ((_ extract 12 12) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x000c)) ((_ extract 12 12) raw) (_ bv0 1)))))) (concat #x0 (concat ((_ extract 7 2) raw) (_ bv0 2)))))))))
; Pte_level3 (3.2): bits that a field claims
(define-fun Pte_level3.fields! ((raw (_ BitVec 64))) (_ BitVec 64)
  (let ((c0! (ite (Pte_level3.Large raw) #b1 #b0)))
  (concat (concat #x000 ((_ extract 51 21) raw)) (concat (bvand (bvnot ((_ sign_extend 8) c0!)) ((_ extract 20 12) raw)) (concat (_ bv0 10) ((_ extract 1 0) raw))))))

; Pte_level2 (3.2): Large
(define-fun Pte_level2.Large ((raw (_ BitVec 64))) Bool
  (and (CAP.LargePages reg.CAP) (= ((_ extract 7 7) raw) #b1)))
; Pte_level2 (3.2): Frame
(define-fun Pte_level2.Frame ((raw (_ BitVec 64))) (_ BitVec 64)
  (ite (Pte_level2.Large raw) ((_ zero_extend 12) (concat ((_ extract 51 21) raw) (_ bv0 21))) ((_ zero_extend 12) (concat ((_ extract 51 12) raw) #x000))))
; Pte_level2 (3.2): W
(define-fun Pte_level2.W ((raw (_ BitVec 64))) Bool
  (= ((_ extract 1 1) raw) #b1))
; Pte_level2 (3.2): R
(define-fun Pte_level2.R ((raw (_ BitVec 64))) Bool
  (= ((_ extract 0 0) raw) #b1))
; Pte_level2 (3.2): present
(define-fun Pte_level2.present ((raw (_ BitVec 64))) Bool
  (or (Pte_level2.R raw) (Pte_level2.W raw)))
; Pte_level2 (3.2): leaf
(define-fun Pte_level2.leaf ((raw (_ BitVec 64))) Bool
  (Pte_level2.Large raw))
; Pte_level2 (3.2): reserved bits that are set
(define-fun Pte_level2.reserved ((raw (_ BitVec 64))) (_ BitVec 64)
  (let ((c0! (ite (Pte_level2.Large raw) #b1 #b0))(c1! (ite (CAP.LargePages reg.CAP) #b1 #b0)))
  (concat (concat (concat (concat (concat #x000 (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0033)) ((_ extract 51 51) raw) (_ bv0 1))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0032)) ((_ extract 50 50) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0031)) ((_ extract 49 49) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0030)) ((_ extract 48 48) raw) (_ bv0 1))))) (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002f)) ((_ extract 47 47) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002e)) ((_ extract 46 46) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002d)) ((_ extract 45 45) raw) (_ bv0 1)))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002c)) ((_ extract 44 44) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002b)) ((_ extract 43 43) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002a)) ((_ extract 42 42) raw) (_ bv0 1)))))) (concat (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0029)) ((_ extract 41 41) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0028)) ((_ extract 40 40) raw) (_ bv0 1))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0027)) ((_ extract 39 39) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0026)) ((_ extract 38 38) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0025)) ((_ extract 37 37) raw) (_ bv0 1))))) (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0024)) ((_ extract 36 36) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0023)) ((_ extract 35 35) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0022)) ((_ extract 34 34) raw) (_ bv0 1)))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0021)) ((_ extract 33 33) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0020)) ((_ extract 32 32) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001f)) ((_ extract 31 31) raw) (_ bv0 1))))))) (concat (concat (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001e)) ((_ extract 30 30) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001d)) ((_ extract 29 29) raw) (_ bv0 1))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001c)) ((_ extract 28 28) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001b)) ((_ extract 27 27) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001a)) ((_ extract 26 26) raw) (_ bv0 1))))) (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0019)) ((_ extract 25 25) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0018)) ((_ extract 24 24) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0017)) ((_ extract 23 23) raw) (_ bv0 1)))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0016)) ((_ extract 22 22) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0015)) ((_ extract 21 21) raw) (_ bv0 1)) (bvor (bvand c0! ((_ extract 20 20) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0014)) ((_ extract 20 20) raw) (_ bv0 1)))))))) (concat (concat (concat (bvor (bvand c0! ((_ extract 19 19) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0013)) ((_ extract 19 19) raw) (_ bv0 1)))) (concat (bvor (bvand c0! ((_ extract 18 18) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0012)) ((_ extract 18 18) raw) (_ bv0 1)))) (bvor (bvand c0! ((_ extract 17 17) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0011)) ((_ extract 17 17) raw) (_ bv0 1)))))) (concat (bvor (bvand c0! ((_ extract 16 16) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0010)) ((_ extract 16 16) raw) (_ bv0 1)))) (concat (bvor (bvand c0! ((_ extract 15 15) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x000f)) ((_ extract 15 15) raw) (_ bv0 1)))) (bvor (bvand c0! ((_ extract 14 14) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x000e)) ((_ extract 14 14) raw) (_ bv0 1))))))) (concat (concat (bvor (bvand c0! ((_ extract 13 13) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x000d)) ((_ extract 13 13) raw) (_ bv0 1)))) (concat (bvor (bvand c0! ((_ extract 12 12) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x000c)) ((_ extract 12 12) raw) (_ bv0 1)))) #x0)) (concat (bvand (bvnot c1!) ((_ extract 7 7) raw)) (concat ((_ extract 6 2) raw) (_ bv0 2)))))))))
; Pte_level2 (3.2): bits that a field claims
(define-fun Pte_level2.fields! ((raw (_ BitVec 64))) (_ BitVec 64)
  (let ((c0! (ite (Pte_level2.Large raw) #b1 #b0))(c1! (ite (CAP.LargePages reg.CAP) #b1 #b0)))
  (concat (concat #x000 (concat ((_ extract 51 21) raw) (bvand (bvnot ((_ sign_extend 8) c0!)) ((_ extract 20 12) raw)))) (concat (concat #x0 (bvand c1! ((_ extract 7 7) raw))) (concat (_ bv0 5) ((_ extract 1 0) raw))))))

; Pte_level1 (3.2): Large
(define-fun Pte_level1.Large ((raw (_ BitVec 64))) Bool
  false)
; Pte_level1 (3.2): Frame
(define-fun Pte_level1.Frame ((raw (_ BitVec 64))) (_ BitVec 64)
  (ite (Pte_level1.Large raw) ((_ zero_extend 12) (concat ((_ extract 51 21) raw) (_ bv0 21))) ((_ zero_extend 12) (concat ((_ extract 51 12) raw) #x000))))
; Pte_level1 (3.2): W
(define-fun Pte_level1.W ((raw (_ BitVec 64))) Bool
  (= ((_ extract 1 1) raw) #b1))
; Pte_level1 (3.2): R
(define-fun Pte_level1.R ((raw (_ BitVec 64))) Bool
  (= ((_ extract 0 0) raw) #b1))
; Pte_level1 (3.2): present
(define-fun Pte_level1.present ((raw (_ BitVec 64))) Bool
  (or (Pte_level1.R raw) (Pte_level1.W raw)))
; Pte_level1 (3.2): leaf
(define-fun Pte_level1.leaf ((raw (_ BitVec 64))) Bool
  true)
; Pte_level1 (3.2): reserved bits that are set
(define-fun Pte_level1.reserved ((raw (_ BitVec 64))) (_ BitVec 64)
  (let ((c0! (ite (Pte_level1.Large raw) #b1 #b0)))
  (concat (concat (concat (concat (concat #x000 (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0033)) ((_ extract 51 51) raw) (_ bv0 1))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0032)) ((_ extract 50 50) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0031)) ((_ extract 49 49) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0030)) ((_ extract 48 48) raw) (_ bv0 1))))) (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002f)) ((_ extract 47 47) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002e)) ((_ extract 46 46) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002d)) ((_ extract 45 45) raw) (_ bv0 1)))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002c)) ((_ extract 44 44) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002b)) ((_ extract 43 43) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x002a)) ((_ extract 42 42) raw) (_ bv0 1)))))) (concat (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0029)) ((_ extract 41 41) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0028)) ((_ extract 40 40) raw) (_ bv0 1))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0027)) ((_ extract 39 39) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0026)) ((_ extract 38 38) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0025)) ((_ extract 37 37) raw) (_ bv0 1))))) (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0024)) ((_ extract 36 36) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0023)) ((_ extract 35 35) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0022)) ((_ extract 34 34) raw) (_ bv0 1)))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0021)) ((_ extract 33 33) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0020)) ((_ extract 32 32) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001f)) ((_ extract 31 31) raw) (_ bv0 1))))))) (concat (concat (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001e)) ((_ extract 30 30) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001d)) ((_ extract 29 29) raw) (_ bv0 1))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001c)) ((_ extract 28 28) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001b)) ((_ extract 27 27) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x001a)) ((_ extract 26 26) raw) (_ bv0 1))))) (concat (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0019)) ((_ extract 25 25) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0018)) ((_ extract 24 24) raw) (_ bv0 1)) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0017)) ((_ extract 23 23) raw) (_ bv0 1)))) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0016)) ((_ extract 22 22) raw) (_ bv0 1)) (concat (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0015)) ((_ extract 21 21) raw) (_ bv0 1)) (bvor (bvand c0! ((_ extract 20 20) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0014)) ((_ extract 20 20) raw) (_ bv0 1)))))))) (concat (concat (concat (bvor (bvand c0! ((_ extract 19 19) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0013)) ((_ extract 19 19) raw) (_ bv0 1)))) (bvor (bvand c0! ((_ extract 18 18) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0012)) ((_ extract 18 18) raw) (_ bv0 1))))) (concat (bvor (bvand c0! ((_ extract 17 17) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0011)) ((_ extract 17 17) raw) (_ bv0 1)))) (concat (bvor (bvand c0! ((_ extract 16 16) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x0010)) ((_ extract 16 16) raw) (_ bv0 1)))) (bvor (bvand c0! ((_ extract 15 15) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x000f)) ((_ extract 15 15) raw) (_ bv0 1))))))) (concat (concat (bvor (bvand c0! ((_ extract 14 14) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x000e)) ((_ extract 14 14) raw) (_ bv0 1)))) (concat (bvor (bvand c0! ((_ extract 13 13) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x000d)) ((_ extract 13 13) raw) (_ bv0 1)))) (bvor (bvand c0! ((_ extract 12 12) raw)) (bvand (bvnot c0!) (ite (not (bvugt ((_ zero_extend 9) param.AddressBits) #x000c)) ((_ extract 12 12) raw) (_ bv0 1)))))) (concat #x0 (concat ((_ extract 7 2) raw) (_ bv0 2)))))))))
; Pte_level1 (3.2): bits that a field claims
(define-fun Pte_level1.fields! ((raw (_ BitVec 64))) (_ BitVec 64)
  (let ((c0! (ite (Pte_level1.Large raw) #b1 #b0)))
  (concat (concat #x000 ((_ extract 51 21) raw)) (concat (bvand (bvnot ((_ sign_extend 8) c0!)) ((_ extract 20 12) raw)) (concat (_ bv0 10) ((_ extract 1 0) raw))))))

; GUARD (1.6): Page
(define-fun GUARD.Page ((raw (_ BitVec 64))) (_ BitVec 64)
  (concat ((_ extract 63 12) raw) #x000))
; GUARD (1.6): reserved bits that are set
(define-fun GUARD.reserved ((raw (_ BitVec 64))) (_ BitVec 64)
  #x0000000000000000)
; GUARD (1.6): bits that a field claims
(define-fun GUARD.fields! ((raw (_ BitVec 64))) (_ BitVec 64)
  (concat ((_ extract 63 12) raw) #x000))

; Message (3.3): Indexed
(define-fun Message.Indexed ((raw (_ BitVec 32))) Bool
  (= ((_ extract 31 31) raw) #b1))
; Message (3.3): Index
(define-fun Message.Index ((raw (_ BitVec 32))) (_ BitVec 16)
  (ite (Message.Indexed raw) ((_ extract 15 0) raw) #x0000))
; Message (3.3): Vector
(define-fun Message.Vector ((raw (_ BitVec 32))) (_ BitVec 8)
  (ite (Message.Indexed raw) #x00 ((_ extract 7 0) raw)))
; Message (3.3): reserved bits that are set
(define-fun Message.reserved ((raw (_ BitVec 32))) (_ BitVec 32)
  #x00000000)
; Message (3.3): bits that a field claims
(define-fun Message.fields! ((raw (_ BitVec 32))) (_ BitVec 32)
  (let ((c0! (ite (Message.Indexed raw) #b1 #b0)))
  (concat (concat ((_ extract 31 31) raw) (_ bv0 15)) (concat (bvand ((_ sign_extend 7) c0!) ((_ extract 15 8) raw)) ((_ extract 7 0) raw)))))

; RouteEntry (3.4): Source
(define-fun RouteEntry.Source ((raw (_ BitVec 64))) (_ BitVec 16)
  ((_ extract 63 48) raw))
; RouteEntry (3.4): Destination
(define-fun RouteEntry.Destination ((raw (_ BitVec 64))) (_ BitVec 16)
  (concat ((_ extract 23 16) raw) ((_ extract 47 40) raw)))
; RouteEntry (3.4): Vector
(define-fun RouteEntry.Vector ((raw (_ BitVec 64))) (_ BitVec 8)
  ((_ extract 15 8) raw))
; RouteEntry (3.4): P
(define-fun RouteEntry.P ((raw (_ BitVec 64))) Bool
  (= ((_ extract 0 0) raw) #b1))
; RouteEntry (3.4): present
(define-fun RouteEntry.present ((raw (_ BitVec 64))) Bool
  (RouteEntry.P raw))
; RouteEntry (3.4): reserved bits that are set
(define-fun RouteEntry.reserved ((raw (_ BitVec 64))) (_ BitVec 64)
  (concat (concat #x000000 ((_ extract 39 24) raw)) (concat #x0000 (concat ((_ extract 7 1) raw) (_ bv0 1)))))
; RouteEntry (3.4): bits that a field claims
(define-fun RouteEntry.fields! ((raw (_ BitVec 64))) (_ BitVec 64)
  (concat (concat ((_ extract 63 40) raw) #x0000) (concat ((_ extract 23 8) raw) (concat (_ bv0 7) ((_ extract 0 0) raw)))))

; ROUTES (1.5): Table
(define-fun ROUTES.Table ((raw (_ BitVec 64))) (_ BitVec 64)
  (concat ((_ extract 63 12) raw) #x000))
; ROUTES (1.5): Size
(define-fun ROUTES.Size ((raw (_ BitVec 64))) (_ BitVec 4)
  ((_ extract 3 0) raw))
; ROUTES (1.5): reserved bits that are set
(define-fun ROUTES.reserved ((raw (_ BitVec 64))) (_ BitVec 64)
  #x0000000000000000)
; ROUTES (1.5): bits that a field claims
(define-fun ROUTES.fields! ((raw (_ BitVec 64))) (_ BitVec 64)
  (concat ((_ extract 63 12) raw) (concat #x00 ((_ extract 3 0) raw))))

; Step 0: dma.unit
; Condition, item 1 when not CTRL.Enable
(define-fun step.dma.unit.when1 () Bool
  (not (CTRL.Enable reg.CTRL)))
; Condition, item 0 when doorbell(iova) and access = write
(define-fun step.dma.unit.when0 () Bool
  (and (= ((_ extract 63 20) state.dma.iova) ((_ zero_extend 32) #xfee)) (= state.dma.access (_ bv1 2))))
; Exit of dma.unit up to its load
(define-fun step.dma.unit.enter () (_ BitVec 32)
  (ite step.dma.unit.when0 #x10000000 (ite step.dma.unit.when1 #x20010000 #x40020001)))
; Stop, item 0 when doorbell(iova) and access = write: number of the fault
(define-fun step.dma.unit.stop0.fault () (_ BitVec 16)
  #x0000)
; Stop, item 0 when doorbell(iova) and access = write: code that software sees
(define-fun step.dma.unit.stop0.code () (_ BitVec 32)
  #x00000000)
; Stop, item 0 when doorbell(iova) and access = write: is the record suppressed
(define-fun step.dma.unit.stop0.silent () Bool
  true)
; Leaf, item 1 when not CTRL.Enable: frame
(define-fun step.dma.unit.leaf1.frame () (_ BitVec 64)
  ((_ zero_extend 63) (_ bv0 1)))
; Leaf, item 1 when not CTRL.Enable: number of bits below the frame
(define-fun step.dma.unit.leaf1.size () (_ BitVec 64)
  ((_ zero_extend 57) (_ bv64 7)))
; The function clear of the specification language.
(define-fun clear.64 ((x (_ BitVec 64)) (n (_ BitVec 64))) (_ BitVec 64)
  (bvshl (bvlshr x n) n))
; The function join of the specification language.
(define-fun join.64 ((hi (_ BitVec 64)) (lo (_ BitVec 64)) (n (_ BitVec 64))) (_ BitVec 64)
  (bvxor lo (clear.64 (bvxor hi lo) n)))
; Leaf, item 1 when not CTRL.Enable: final address
(define-fun step.dma.unit.leaf1.address () (_ BitVec 64)
  (join.64 ((_ zero_extend 63) (_ bv0 1)) state.dma.iova ((_ zero_extend 57) (_ bv64 7))))

; Step 1: dma.owner (4.2)
; Value of quiet, item 1
(define-fun step.dma.owner.local0.quiet () Bool
  (DeviceEntry.Quiet word.64))
; Index at or above the count, item 0
(define-fun step.dma.owner.beyond0 () Bool
  (bvuge ((_ zero_extend 48) state.dma.device) (bvshl #x0000000000000001 ((_ zero_extend 60) (CAP.DeviceBits reg.CAP)))))
; Exit of dma.owner up to its load
(define-fun step.dma.owner.enter () (_ BitVec 32)
  (ite step.dma.owner.beyond0 #x10000000 #x60000000))
; The function fits of the specification language.
(define-fun fits.64 ((x (_ BitVec 64)) (n (_ BitVec 64))) Bool
  (= (bvlshr x n) #x0000000000000000))
; Condition, item 6 when not fits(iova, 12 + 9 * levels)
(define-fun step.dma.owner.when6 () Bool
  (not (fits.64 state.dma.iova ((_ zero_extend 57) (bvadd ((_ zero_extend 3) #xc) ((_ zero_extend 1) (bvmul (_ bv9 6) ((_ zero_extend 4) (ite (CAP.ThreeLevels reg.CAP) (_ bv3 2) (_ bv2 2))))))))))
; Condition, item 5 when Use = use_bypass
(define-fun step.dma.owner.when5 () Bool
  (= (DeviceEntry.Use word.64) (_ bv2 2)))
; Condition, item 4 when Use = use_nothing
(define-fun step.dma.owner.when4 () Bool
  (= (DeviceEntry.Use word.64) (_ bv0 2)))
; Condition, item 3 when reserved != 0 or Use = use_reserved
(define-fun step.dma.owner.when3 () Bool
  (or (not (= (DeviceEntry.reserved word.64) ((_ zero_extend 63) (_ bv0 1)))) (= (DeviceEntry.Use word.64) (_ bv3 2))))
; Condition, item 2 when not present
(define-fun step.dma.owner.when2 () Bool
  (not (DeviceEntry.present word.64)))
; Exit of dma.owner given the entry
(define-fun step.dma.owner.leave () (_ BitVec 32)
  (ite step.dma.owner.when2 #x10020000 (ite step.dma.owner.when3 #x10030000 (ite step.dma.owner.when4 #x10040000 (ite step.dma.owner.when5 #x30050002 (ite step.dma.owner.when6 #x10060000 (ite (= (ite (CAP.ThreeLevels reg.CAP) (_ bv3 2) (_ bv2 2)) (_ bv2 2)) #x40070003 #x40070004)))))))
; Index out of bounds, item 0: number of the fault
(define-fun step.dma.owner.stop0.fault () (_ BitVec 16)
  #x0002)
; Index out of bounds, item 0: code that software sees
(define-fun step.dma.owner.stop0.code () (_ BitVec 32)
  ((_ zero_extend 31) (_ bv1 1)))
; Index out of bounds, item 0: is the record suppressed
(define-fun step.dma.owner.stop0.silent () Bool
  false)
; Load, item 0: start of the table
(define-fun step.dma.owner.load0.table () (_ BitVec 64)
  (DEVICES.Table reg.DEVICES))
; Load, item 0: number of the entry
(define-fun step.dma.owner.load0.index () (_ BitVec 64)
  ((_ zero_extend 48) state.dma.device))
; Load, item 0: bytes from entry to entry
(define-fun step.dma.owner.load0.stride () (_ BitVec 64)
  ((_ zero_extend 60) #x8))
; Load, item 0: address of the entry
(define-fun step.dma.owner.load0.address () (_ BitVec 64)
  (bvadd (DEVICES.Table reg.DEVICES) ((_ zero_extend 44) (bvmul #x00008 ((_ zero_extend 4) state.dma.device)))))
; Load, item 0: bytes read
(define-fun step.dma.owner.load0.bytes () (_ BitVec 16)
  ((_ zero_extend 12) #x8))
; Load, item 0: number of entries, 0 if the index alone bounds it
(define-fun step.dma.owner.load0.count () (_ BitVec 64)
  (bvshl #x0000000000000001 ((_ zero_extend 60) (CAP.DeviceBits reg.CAP))))
; Load, item 0: most significant byte first
(define-fun step.dma.owner.load0.big () Bool
  false)
; Load, item 0: bytes of the words that this is about, 0 for the whole entry
(define-fun step.dma.owner.load0.word () (_ BitVec 16)
  #x0000)
; Load, item 0 refused: number of the fault
(define-fun step.dma.owner.load0.unreadable.fault () (_ BitVec 16)
  #x0001)
; Load, item 0 refused: code that software sees
(define-fun step.dma.owner.load0.unreadable.code () (_ BitVec 32)
  ((_ zero_extend 27) (_ bv31 5)))
; Load, item 0 refused: is the record suppressed
(define-fun step.dma.owner.load0.unreadable.silent () Bool
  false)
; Stop, item 2 when not present: number of the fault
(define-fun step.dma.owner.stop2.fault () (_ BitVec 16)
  #x0003)
; Stop, item 2 when not present: code that software sees
(define-fun step.dma.owner.stop2.code () (_ BitVec 32)
  ((_ zero_extend 30) (_ bv2 2)))
; Stop, item 2 when not present: is the record suppressed
(define-fun step.dma.owner.stop2.silent () Bool
  false)
; Stop, item 3 when reserved != 0 or Use = use_reserved: number of the fault
(define-fun step.dma.owner.stop3.fault () (_ BitVec 16)
  #x0004)
; Stop, item 3 when reserved != 0 or Use = use_reserved: code that software sees
(define-fun step.dma.owner.stop3.code () (_ BitVec 32)
  ((_ zero_extend 30) (_ bv3 2)))
; Stop, item 3 when reserved != 0 or Use = use_reserved: is the record suppressed
(define-fun step.dma.owner.stop3.silent () Bool
  step.dma.owner.local0.quiet)
; Stop, item 4 when Use = use_nothing: number of the fault
(define-fun step.dma.owner.stop4.fault () (_ BitVec 16)
  #x0005)
; Stop, item 4 when Use = use_nothing: code that software sees
(define-fun step.dma.owner.stop4.code () (_ BitVec 32)
  ((_ zero_extend 29) (_ bv4 3)))
; Stop, item 4 when Use = use_nothing: is the record suppressed
(define-fun step.dma.owner.stop4.silent () Bool
  step.dma.owner.local0.quiet)
; Leaf, item 5 when Use = use_bypass: frame
(define-fun step.dma.owner.leaf5.frame () (_ BitVec 64)
  ((_ zero_extend 63) (_ bv0 1)))
; Leaf, item 5 when Use = use_bypass: number of bits below the frame
(define-fun step.dma.owner.leaf5.size () (_ BitVec 64)
  ((_ zero_extend 57) (_ bv64 7)))
; Leaf, item 5 when Use = use_bypass: final address
(define-fun step.dma.owner.leaf5.address () (_ BitVec 64)
  (join.64 ((_ zero_extend 63) (_ bv0 1)) state.dma.iova ((_ zero_extend 57) (_ bv64 7))))
; Leaf, item 5 when Use = use_bypass: memory.pa from here on
(define-fun step.dma.owner.leaf5.via.state.memory.pa () (_ BitVec 64)
  step.dma.owner.leaf5.address)
; Stop, item 6 when not fits(iova, 12 + 9 * levels): number of the fault
(define-fun step.dma.owner.stop6.fault () (_ BitVec 16)
  #x0006)
; Stop, item 6 when not fits(iova, 12 + 9 * levels): code that software sees
(define-fun step.dma.owner.stop6.code () (_ BitVec 32)
  ((_ zero_extend 27) (_ bv16 5)))
; Stop, item 6 when not fits(iova, 12 + 9 * levels): is the record suppressed
(define-fun step.dma.owner.stop6.silent () Bool
  step.dma.owner.local0.quiet)
; Next, item 7: pages.access from here on
(define-fun step.dma.owner.next7.state.pages.access () (_ BitVec 2)
  state.dma.access)
; Next, item 7: pages.level from here on
(define-fun step.dma.owner.next7.state.pages.level () (_ BitVec 16)
  ((_ zero_extend 14) (ite (CAP.ThreeLevels reg.CAP) (_ bv3 2) (_ bv2 2))))
; Next, item 7: pages.quiet from here on
(define-fun step.dma.owner.next7.state.pages.quiet () Bool
  step.dma.owner.local0.quiet)
; Next, item 7: pages.readable from here on
(define-fun step.dma.owner.next7.state.pages.readable () Bool
  true)
; Next, item 7: pages.table from here on
(define-fun step.dma.owner.next7.state.pages.table () (_ BitVec 64)
  (DeviceEntry.Table word.64))
; Next, item 7: pages.va from here on
(define-fun step.dma.owner.next7.state.pages.va () (_ BitVec 64)
  state.dma.iova)
; Next, item 7: pages.writable from here on
(define-fun step.dma.owner.next7.state.pages.writable () Bool
  true)

; Step 2: memory.guard
; Condition, item 0 when CTRL.Guarded and pa in GUARD[0].Page..GUARD[1].Page
(define-fun step.memory.guard.when0 () Bool
  (and (CTRL.Guarded reg.CTRL) (and (not (bvugt (GUARD.Page reg.GUARD.0) state.memory.pa)) (not (bvugt state.memory.pa (GUARD.Page reg.GUARD.1))))))
; Exit of memory.guard up to its load
(define-fun step.memory.guard.enter () (_ BitVec 32)
  (ite step.memory.guard.when0 #x10000000 #x20010000))
; Stop, item 0 when CTRL.Guarded and pa in GUARD[0].Page..GUARD[1].Page: number of the fault
(define-fun step.memory.guard.stop0.fault () (_ BitVec 16)
  #x000a)
; Stop, item 0 when CTRL.Guarded and pa in GUARD[0].Page..GUARD[1].Page: code that software sees
(define-fun step.memory.guard.stop0.code () (_ BitVec 32)
  ((_ zero_extend 27) (_ bv21 5)))
; Stop, item 0 when CTRL.Guarded and pa in GUARD[0].Page..GUARD[1].Page: is the record suppressed
(define-fun step.memory.guard.stop0.silent () Bool
  false)
; Leaf, item 1: frame
(define-fun step.memory.guard.leaf1.frame () (_ BitVec 64)
  ((_ zero_extend 63) (_ bv0 1)))
; Leaf, item 1: number of bits below the frame
(define-fun step.memory.guard.leaf1.size () (_ BitVec 64)
  ((_ zero_extend 57) (_ bv64 7)))
; Leaf, item 1: final address
(define-fun step.memory.guard.leaf1.address () (_ BitVec 64)
  (join.64 ((_ zero_extend 63) (_ bv0 1)) state.memory.pa ((_ zero_extend 57) (_ bv64 7))))

; Step 3: pages.entry_level2
; Value of readable, item 1
(define-fun step.pages.entry_level2.local0.readable () Bool
  (and state.pages.readable (Pte_level2.R word.64)))
; Value of writable, item 2
(define-fun step.pages.entry_level2.local1.writable () Bool
  (and state.pages.writable (Pte_level2.W word.64)))
; Exit of pages.entry_level2 up to its load
(define-fun step.pages.entry_level2.enter () (_ BitVec 32)
  #x60000000)
; Condition, item 6 when leaf
(define-fun step.pages.entry_level2.when6 () Bool
  (Pte_level2.leaf word.64))
; Condition, item 5 when if access = write then not writable else not readable
(define-fun step.pages.entry_level2.when5 () Bool
  (or (and (= state.pages.access (_ bv1 2)) (not step.pages.entry_level2.local1.writable)) (and (not (= state.pages.access (_ bv1 2))) (not step.pages.entry_level2.local0.readable))))
; Condition, item 4 when reserved != 0
(define-fun step.pages.entry_level2.when4 () Bool
  (not (= (Pte_level2.reserved word.64) ((_ zero_extend 63) (_ bv0 1)))))
; Condition, item 3 when not present
(define-fun step.pages.entry_level2.when3 () Bool
  (not (Pte_level2.present word.64)))
; Exit of pages.entry_level2 given the entry
(define-fun step.pages.entry_level2.leave () (_ BitVec 32)
  (ite step.pages.entry_level2.when3 #x10030000 (ite step.pages.entry_level2.when4 #x10040000 (ite step.pages.entry_level2.when5 #x10050000 (ite step.pages.entry_level2.when6 #x30060002 #x40070005)))))
; Load, item 0: start of the table
(define-fun step.pages.entry_level2.load0.table () (_ BitVec 64)
  state.pages.table)
; Load, item 0: number of the entry
(define-fun step.pages.entry_level2.load0.index () (_ BitVec 64)
  ((_ zero_extend 55) ((_ extract 29 21) state.pages.va)))
; Load, item 0: bytes from entry to entry
(define-fun step.pages.entry_level2.load0.stride () (_ BitVec 64)
  ((_ zero_extend 60) #x8))
; Load, item 0: address of the entry
(define-fun step.pages.entry_level2.load0.address () (_ BitVec 64)
  (bvadd state.pages.table ((_ zero_extend 51) (bvmul (_ bv8 13) ((_ zero_extend 4) ((_ extract 29 21) state.pages.va))))))
; Load, item 0: bytes read
(define-fun step.pages.entry_level2.load0.bytes () (_ BitVec 16)
  ((_ zero_extend 12) #x8))
; Load, item 0: number of entries, 0 if the index alone bounds it
(define-fun step.pages.entry_level2.load0.count () (_ BitVec 64)
  #x0000000000000000)
; Load, item 0: most significant byte first
(define-fun step.pages.entry_level2.load0.big () Bool
  (CTRL.BigEndian reg.CTRL))
; Load, item 0: bytes of the words that this is about, 0 for the whole entry
(define-fun step.pages.entry_level2.load0.word () (_ BitVec 16)
  #x0000)
; Load, item 0 refused: number of the fault
(define-fun step.pages.entry_level2.load0.unreadable.fault () (_ BitVec 16)
  #x0001)
; Load, item 0 refused: code that software sees
(define-fun step.pages.entry_level2.load0.unreadable.code () (_ BitVec 32)
  ((_ zero_extend 27) (_ bv31 5)))
; Load, item 0 refused: is the record suppressed
(define-fun step.pages.entry_level2.load0.unreadable.silent () Bool
  false)
; Stop, item 3 when not present: number of the fault
(define-fun step.pages.entry_level2.stop3.fault () (_ BitVec 16)
  #x0007)
; Stop, item 3 when not present: code that software sees
(define-fun step.pages.entry_level2.stop3.code () (_ BitVec 32)
  ((_ zero_extend 27) (_ bv17 5)))
; Stop, item 3 when not present: is the record suppressed
(define-fun step.pages.entry_level2.stop3.silent () Bool
  state.pages.quiet)
; Stop, item 4 when reserved != 0: number of the fault
(define-fun step.pages.entry_level2.stop4.fault () (_ BitVec 16)
  #x0008)
; Stop, item 4 when reserved != 0: code that software sees
(define-fun step.pages.entry_level2.stop4.code () (_ BitVec 32)
  ((_ zero_extend 27) (_ bv18 5)))
; Stop, item 4 when reserved != 0: is the record suppressed
(define-fun step.pages.entry_level2.stop4.silent () Bool
  state.pages.quiet)
; Stop, item 5 when if access = write then not writable else not readable: number of the fault
(define-fun step.pages.entry_level2.stop5.fault () (_ BitVec 16)
  #x0009)
; Stop, item 5 when if access = write then not writable else not readable: code that software sees
(define-fun step.pages.entry_level2.stop5.code () (_ BitVec 32)
  ((_ zero_extend 27) (ite (= state.pages.access (_ bv1 2)) (_ bv20 5) (_ bv19 5))))
; Stop, item 5 when if access = write then not writable else not readable: is the record suppressed
(define-fun step.pages.entry_level2.stop5.silent () Bool
  state.pages.quiet)
; Leaf, item 6 when leaf: frame
(define-fun step.pages.entry_level2.leaf6.frame () (_ BitVec 64)
  (Pte_level2.Frame word.64))
; Leaf, item 6 when leaf: number of bits below the frame
(define-fun step.pages.entry_level2.leaf6.size () (_ BitVec 64)
  ((_ zero_extend 59) (_ bv21 5)))
; Leaf, item 6 when leaf: final address
(define-fun step.pages.entry_level2.leaf6.address () (_ BitVec 64)
  (join.64 (Pte_level2.Frame word.64) state.pages.va ((_ zero_extend 59) (_ bv21 5))))
; Leaf, item 6 when leaf: memory.pa from here on
(define-fun step.pages.entry_level2.leaf6.via.state.memory.pa () (_ BitVec 64)
  step.pages.entry_level2.leaf6.address)
; Next, item 7: pages.level from here on
(define-fun step.pages.entry_level2.next7.state.pages.level () (_ BitVec 16)
  ((_ zero_extend 15) (_ bv1 1)))
; Next, item 7: pages.readable from here on
(define-fun step.pages.entry_level2.next7.state.pages.readable () Bool
  step.pages.entry_level2.local0.readable)
; Next, item 7: pages.table from here on
(define-fun step.pages.entry_level2.next7.state.pages.table () (_ BitVec 64)
  (Pte_level2.Frame word.64))
; Next, item 7: pages.writable from here on
(define-fun step.pages.entry_level2.next7.state.pages.writable () Bool
  step.pages.entry_level2.local1.writable)

; Step 4: pages.entry_level3
; Value of readable, item 1
(define-fun step.pages.entry_level3.local0.readable () Bool
  (and state.pages.readable (Pte_level3.R word.64)))
; Value of writable, item 2
(define-fun step.pages.entry_level3.local1.writable () Bool
  (and state.pages.writable (Pte_level3.W word.64)))
; Exit of pages.entry_level3 up to its load
(define-fun step.pages.entry_level3.enter () (_ BitVec 32)
  #x60000000)
; Condition, item 6 when leaf
(define-fun step.pages.entry_level3.when6 () Bool
  (Pte_level3.leaf word.64))
; Condition, item 5 when if access = write then not writable else not readable
(define-fun step.pages.entry_level3.when5 () Bool
  (or (and (= state.pages.access (_ bv1 2)) (not step.pages.entry_level3.local1.writable)) (and (not (= state.pages.access (_ bv1 2))) (not step.pages.entry_level3.local0.readable))))
; Condition, item 4 when reserved != 0
(define-fun step.pages.entry_level3.when4 () Bool
  (not (= (Pte_level3.reserved word.64) ((_ zero_extend 63) (_ bv0 1)))))
; Condition, item 3 when not present
(define-fun step.pages.entry_level3.when3 () Bool
  (not (Pte_level3.present word.64)))
; Exit of pages.entry_level3 given the entry
(define-fun step.pages.entry_level3.leave () (_ BitVec 32)
  (ite step.pages.entry_level3.when3 #x10030000 (ite step.pages.entry_level3.when4 #x10040000 (ite step.pages.entry_level3.when5 #x10050000 (ite step.pages.entry_level3.when6 #x30060002 #x40070003)))))
; Load, item 0: start of the table
(define-fun step.pages.entry_level3.load0.table () (_ BitVec 64)
  state.pages.table)
; Load, item 0: number of the entry
(define-fun step.pages.entry_level3.load0.index () (_ BitVec 64)
  ((_ zero_extend 55) ((_ extract 38 30) state.pages.va)))
; Load, item 0: bytes from entry to entry
(define-fun step.pages.entry_level3.load0.stride () (_ BitVec 64)
  ((_ zero_extend 60) #x8))
; Load, item 0: address of the entry
(define-fun step.pages.entry_level3.load0.address () (_ BitVec 64)
  (bvadd state.pages.table ((_ zero_extend 51) (bvmul (_ bv8 13) ((_ zero_extend 4) ((_ extract 38 30) state.pages.va))))))
; Load, item 0: bytes read
(define-fun step.pages.entry_level3.load0.bytes () (_ BitVec 16)
  ((_ zero_extend 12) #x8))
; Load, item 0: number of entries, 0 if the index alone bounds it
(define-fun step.pages.entry_level3.load0.count () (_ BitVec 64)
  #x0000000000000000)
; Load, item 0: most significant byte first
(define-fun step.pages.entry_level3.load0.big () Bool
  (CTRL.BigEndian reg.CTRL))
; Load, item 0: bytes of the words that this is about, 0 for the whole entry
(define-fun step.pages.entry_level3.load0.word () (_ BitVec 16)
  #x0000)
; Load, item 0 refused: number of the fault
(define-fun step.pages.entry_level3.load0.unreadable.fault () (_ BitVec 16)
  #x0001)
; Load, item 0 refused: code that software sees
(define-fun step.pages.entry_level3.load0.unreadable.code () (_ BitVec 32)
  ((_ zero_extend 27) (_ bv31 5)))
; Load, item 0 refused: is the record suppressed
(define-fun step.pages.entry_level3.load0.unreadable.silent () Bool
  false)
; Stop, item 3 when not present: number of the fault
(define-fun step.pages.entry_level3.stop3.fault () (_ BitVec 16)
  #x0007)
; Stop, item 3 when not present: code that software sees
(define-fun step.pages.entry_level3.stop3.code () (_ BitVec 32)
  ((_ zero_extend 27) (_ bv17 5)))
; Stop, item 3 when not present: is the record suppressed
(define-fun step.pages.entry_level3.stop3.silent () Bool
  state.pages.quiet)
; Stop, item 4 when reserved != 0: number of the fault
(define-fun step.pages.entry_level3.stop4.fault () (_ BitVec 16)
  #x0008)
; Stop, item 4 when reserved != 0: code that software sees
(define-fun step.pages.entry_level3.stop4.code () (_ BitVec 32)
  ((_ zero_extend 27) (_ bv18 5)))
; Stop, item 4 when reserved != 0: is the record suppressed
(define-fun step.pages.entry_level3.stop4.silent () Bool
  state.pages.quiet)
; Stop, item 5 when if access = write then not writable else not readable: number of the fault
(define-fun step.pages.entry_level3.stop5.fault () (_ BitVec 16)
  #x0009)
; Stop, item 5 when if access = write then not writable else not readable: code that software sees
(define-fun step.pages.entry_level3.stop5.code () (_ BitVec 32)
  ((_ zero_extend 27) (ite (= state.pages.access (_ bv1 2)) (_ bv20 5) (_ bv19 5))))
; Stop, item 5 when if access = write then not writable else not readable: is the record suppressed
(define-fun step.pages.entry_level3.stop5.silent () Bool
  state.pages.quiet)
; Leaf, item 6 when leaf: frame
(define-fun step.pages.entry_level3.leaf6.frame () (_ BitVec 64)
  (Pte_level3.Frame word.64))
; Leaf, item 6 when leaf: number of bits below the frame
(define-fun step.pages.entry_level3.leaf6.size () (_ BitVec 64)
  ((_ zero_extend 59) (_ bv30 5)))
; Leaf, item 6 when leaf: final address
(define-fun step.pages.entry_level3.leaf6.address () (_ BitVec 64)
  (join.64 (Pte_level3.Frame word.64) state.pages.va ((_ zero_extend 59) (_ bv30 5))))
; Leaf, item 6 when leaf: memory.pa from here on
(define-fun step.pages.entry_level3.leaf6.via.state.memory.pa () (_ BitVec 64)
  step.pages.entry_level3.leaf6.address)
; Next, item 7: pages.level from here on
(define-fun step.pages.entry_level3.next7.state.pages.level () (_ BitVec 16)
  ((_ zero_extend 14) (_ bv2 2)))
; Next, item 7: pages.readable from here on
(define-fun step.pages.entry_level3.next7.state.pages.readable () Bool
  step.pages.entry_level3.local0.readable)
; Next, item 7: pages.table from here on
(define-fun step.pages.entry_level3.next7.state.pages.table () (_ BitVec 64)
  (Pte_level3.Frame word.64))
; Next, item 7: pages.writable from here on
(define-fun step.pages.entry_level3.next7.state.pages.writable () Bool
  step.pages.entry_level3.local1.writable)

; Step 5: pages.entry_level1
; Value of readable, item 1
(define-fun step.pages.entry_level1.local0.readable () Bool
  (and state.pages.readable (Pte_level1.R word.64)))
; Value of writable, item 2
(define-fun step.pages.entry_level1.local1.writable () Bool
  (and state.pages.writable (Pte_level1.W word.64)))
; Exit of pages.entry_level1 up to its load
(define-fun step.pages.entry_level1.enter () (_ BitVec 32)
  #x60000000)
; Condition, item 5 when if access = write then not writable else not readable
(define-fun step.pages.entry_level1.when5 () Bool
  (or (and (= state.pages.access (_ bv1 2)) (not step.pages.entry_level1.local1.writable)) (and (not (= state.pages.access (_ bv1 2))) (not step.pages.entry_level1.local0.readable))))
; Condition, item 4 when reserved != 0
(define-fun step.pages.entry_level1.when4 () Bool
  (not (= (Pte_level1.reserved word.64) ((_ zero_extend 63) (_ bv0 1)))))
; Condition, item 3 when not present
(define-fun step.pages.entry_level1.when3 () Bool
  (not (Pte_level1.present word.64)))
; Exit of pages.entry_level1 given the entry
(define-fun step.pages.entry_level1.leave () (_ BitVec 32)
  (ite step.pages.entry_level1.when3 #x10030000 (ite step.pages.entry_level1.when4 #x10040000 (ite step.pages.entry_level1.when5 #x10050000 #x30060002))))
; Load, item 0: start of the table
(define-fun step.pages.entry_level1.load0.table () (_ BitVec 64)
  state.pages.table)
; Load, item 0: number of the entry
(define-fun step.pages.entry_level1.load0.index () (_ BitVec 64)
  ((_ zero_extend 55) ((_ extract 20 12) state.pages.va)))
; Load, item 0: bytes from entry to entry
(define-fun step.pages.entry_level1.load0.stride () (_ BitVec 64)
  ((_ zero_extend 60) #x8))
; Load, item 0: address of the entry
(define-fun step.pages.entry_level1.load0.address () (_ BitVec 64)
  (bvadd state.pages.table ((_ zero_extend 51) (bvmul (_ bv8 13) ((_ zero_extend 4) ((_ extract 20 12) state.pages.va))))))
; Load, item 0: bytes read
(define-fun step.pages.entry_level1.load0.bytes () (_ BitVec 16)
  ((_ zero_extend 12) #x8))
; Load, item 0: number of entries, 0 if the index alone bounds it
(define-fun step.pages.entry_level1.load0.count () (_ BitVec 64)
  #x0000000000000000)
; Load, item 0: most significant byte first
(define-fun step.pages.entry_level1.load0.big () Bool
  (CTRL.BigEndian reg.CTRL))
; Load, item 0: bytes of the words that this is about, 0 for the whole entry
(define-fun step.pages.entry_level1.load0.word () (_ BitVec 16)
  #x0000)
; Load, item 0 refused: number of the fault
(define-fun step.pages.entry_level1.load0.unreadable.fault () (_ BitVec 16)
  #x0001)
; Load, item 0 refused: code that software sees
(define-fun step.pages.entry_level1.load0.unreadable.code () (_ BitVec 32)
  ((_ zero_extend 27) (_ bv31 5)))
; Load, item 0 refused: is the record suppressed
(define-fun step.pages.entry_level1.load0.unreadable.silent () Bool
  false)
; Stop, item 3 when not present: number of the fault
(define-fun step.pages.entry_level1.stop3.fault () (_ BitVec 16)
  #x0007)
; Stop, item 3 when not present: code that software sees
(define-fun step.pages.entry_level1.stop3.code () (_ BitVec 32)
  ((_ zero_extend 27) (_ bv17 5)))
; Stop, item 3 when not present: is the record suppressed
(define-fun step.pages.entry_level1.stop3.silent () Bool
  state.pages.quiet)
; Stop, item 4 when reserved != 0: number of the fault
(define-fun step.pages.entry_level1.stop4.fault () (_ BitVec 16)
  #x0008)
; Stop, item 4 when reserved != 0: code that software sees
(define-fun step.pages.entry_level1.stop4.code () (_ BitVec 32)
  ((_ zero_extend 27) (_ bv18 5)))
; Stop, item 4 when reserved != 0: is the record suppressed
(define-fun step.pages.entry_level1.stop4.silent () Bool
  state.pages.quiet)
; Stop, item 5 when if access = write then not writable else not readable: number of the fault
(define-fun step.pages.entry_level1.stop5.fault () (_ BitVec 16)
  #x0009)
; Stop, item 5 when if access = write then not writable else not readable: code that software sees
(define-fun step.pages.entry_level1.stop5.code () (_ BitVec 32)
  ((_ zero_extend 27) (ite (= state.pages.access (_ bv1 2)) (_ bv20 5) (_ bv19 5))))
; Stop, item 5 when if access = write then not writable else not readable: is the record suppressed
(define-fun step.pages.entry_level1.stop5.silent () Bool
  state.pages.quiet)
; Leaf, item 6 when leaf: frame
(define-fun step.pages.entry_level1.leaf6.frame () (_ BitVec 64)
  (Pte_level1.Frame word.64))
; Leaf, item 6 when leaf: number of bits below the frame
(define-fun step.pages.entry_level1.leaf6.size () (_ BitVec 64)
  ((_ zero_extend 60) #xc))
; Leaf, item 6 when leaf: final address
(define-fun step.pages.entry_level1.leaf6.address () (_ BitVec 64)
  (join.64 (Pte_level1.Frame word.64) state.pages.va ((_ zero_extend 60) #xc)))
; Leaf, item 6 when leaf: memory.pa from here on
(define-fun step.pages.entry_level1.leaf6.via.state.memory.pa () (_ BitVec 64)
  step.pages.entry_level1.leaf6.address)

; Step 6: interrupt.message
; Condition, item 2 when not message_bits.Indexed
(define-fun step.interrupt.message.when2 () Bool
  (not (Message.Indexed state.interrupt.data)))
; Condition, item 1 when not CTRL.Remap
(define-fun step.interrupt.message.when1 () Bool
  (not (CTRL.Remap reg.CTRL)))
; Exit of interrupt.message up to its load
(define-fun step.interrupt.message.enter () (_ BitVec 32)
  (ite step.interrupt.message.when1 #x50010000 (ite step.interrupt.message.when2 #x10020000 #x40030007)))
; Leaf, item 1 when not CTRL.Remap: remapped
(define-fun step.interrupt.message.deliver1.remapped () Bool
  false)
; Leaf, item 1 when not CTRL.Remap: logical
(define-fun step.interrupt.message.deliver1.logical () Bool
  false)
; Leaf, item 1 when not CTRL.Remap: vector
(define-fun step.interrupt.message.deliver1.vector () (_ BitVec 64)
  ((_ zero_extend 56) ((_ extract 7 0) state.interrupt.data)))
; Leaf, item 1 when not CTRL.Remap: destination
(define-fun step.interrupt.message.deliver1.destination () (_ BitVec 64)
  ((_ zero_extend 56) ((_ extract 19 12) state.interrupt.address)))
; Leaf, item 1 when not CTRL.Remap: mode
(define-fun step.interrupt.message.deliver1.mode () (_ BitVec 64)
  ((_ zero_extend 63) (_ bv0 1)))
; Leaf, item 1 when not CTRL.Remap: posted
(define-fun step.interrupt.message.deliver1.posted () (_ BitVec 64)
  #x0000000000000000)
; Leaf, item 1 when not CTRL.Remap: notify
(define-fun step.interrupt.message.deliver1.notify () (_ BitVec 64)
  #x0000000000000000)
; Stop, item 2 when not message_bits.Indexed: number of the fault
(define-fun step.interrupt.message.stop2.fault () (_ BitVec 16)
  #x000b)
; Stop, item 2 when not message_bits.Indexed: code that software sees
(define-fun step.interrupt.message.stop2.code () (_ BitVec 32)
  #x00000000)
; Stop, item 2 when not message_bits.Indexed: is the record suppressed
(define-fun step.interrupt.message.stop2.silent () Bool
  false)
; Next, item 3: interrupt.route.index from here on
(define-fun step.interrupt.message.next3.state.interrupt.route.index () (_ BitVec 16)
  (Message.Index state.interrupt.data))

; Step 7: interrupt.route (5.2)
; Index at or above the count, item 0
(define-fun step.interrupt.route.beyond0 () Bool
  (bvuge ((_ zero_extend 48) state.interrupt.route.index) (bvshl #x0000000000000001 ((_ zero_extend 59) (bvadd ((_ zero_extend 1) (ROUTES.Size reg.ROUTES)) ((_ zero_extend 4) (_ bv1 1)))))))
; Exit of interrupt.route up to its load
(define-fun step.interrupt.route.enter () (_ BitVec 32)
  (ite step.interrupt.route.beyond0 #x10000000 #x60000000))
; Condition, item 3 when Source != device
(define-fun step.interrupt.route.when3 () Bool
  (not (= (RouteEntry.Source word.64) state.interrupt.device)))
; Condition, item 2 when reserved != 0
(define-fun step.interrupt.route.when2 () Bool
  (not (= (RouteEntry.reserved word.64) ((_ zero_extend 63) (_ bv0 1)))))
; Condition, item 1 when not present
(define-fun step.interrupt.route.when1 () Bool
  (not (RouteEntry.present word.64)))
; Exit of interrupt.route given the entry
(define-fun step.interrupt.route.leave () (_ BitVec 32)
  (ite step.interrupt.route.when1 #x10010000 (ite step.interrupt.route.when2 #x10020000 (ite step.interrupt.route.when3 #x10030000 #x50040000))))
; Index out of bounds, item 0: number of the fault
(define-fun step.interrupt.route.stop0.fault () (_ BitVec 16)
  #x000c)
; Index out of bounds, item 0: code that software sees
(define-fun step.interrupt.route.stop0.code () (_ BitVec 32)
  ((_ zero_extend 26) (_ bv32 6)))
; Index out of bounds, item 0: is the record suppressed
(define-fun step.interrupt.route.stop0.silent () Bool
  false)
; Load, item 0: start of the table
(define-fun step.interrupt.route.load0.table () (_ BitVec 64)
  (ROUTES.Table reg.ROUTES))
; Load, item 0: number of the entry
(define-fun step.interrupt.route.load0.index () (_ BitVec 64)
  ((_ zero_extend 48) state.interrupt.route.index))
; Load, item 0: bytes from entry to entry
(define-fun step.interrupt.route.load0.stride () (_ BitVec 64)
  ((_ zero_extend 60) #x8))
; Load, item 0: address of the entry
(define-fun step.interrupt.route.load0.address () (_ BitVec 64)
  (bvadd (ROUTES.Table reg.ROUTES) ((_ zero_extend 44) (bvmul #x00008 ((_ zero_extend 4) state.interrupt.route.index)))))
; Load, item 0: bytes read
(define-fun step.interrupt.route.load0.bytes () (_ BitVec 16)
  ((_ zero_extend 12) #x8))
; Load, item 0: number of entries, 0 if the index alone bounds it
(define-fun step.interrupt.route.load0.count () (_ BitVec 64)
  (bvshl #x0000000000000001 ((_ zero_extend 59) (bvadd ((_ zero_extend 1) (ROUTES.Size reg.ROUTES)) ((_ zero_extend 4) (_ bv1 1))))))
; Load, item 0: most significant byte first
(define-fun step.interrupt.route.load0.big () Bool
  false)
; Load, item 0: bytes of the words that this is about, 0 for the whole entry
(define-fun step.interrupt.route.load0.word () (_ BitVec 16)
  #x0000)
; Load, item 0 refused: number of the fault
(define-fun step.interrupt.route.load0.unreadable.fault () (_ BitVec 16)
  #x0001)
; Load, item 0 refused: code that software sees
(define-fun step.interrupt.route.load0.unreadable.code () (_ BitVec 32)
  ((_ zero_extend 27) (_ bv31 5)))
; Load, item 0 refused: is the record suppressed
(define-fun step.interrupt.route.load0.unreadable.silent () Bool
  false)
; Stop, item 1 when not present: number of the fault
(define-fun step.interrupt.route.stop1.fault () (_ BitVec 16)
  #x000d)
; Stop, item 1 when not present: code that software sees
(define-fun step.interrupt.route.stop1.code () (_ BitVec 32)
  ((_ zero_extend 26) (_ bv33 6)))
; Stop, item 1 when not present: is the record suppressed
(define-fun step.interrupt.route.stop1.silent () Bool
  false)
; Stop, item 2 when reserved != 0: number of the fault
(define-fun step.interrupt.route.stop2.fault () (_ BitVec 16)
  #x000e)
; Stop, item 2 when reserved != 0: code that software sees
(define-fun step.interrupt.route.stop2.code () (_ BitVec 32)
  ((_ zero_extend 26) (_ bv34 6)))
; Stop, item 2 when reserved != 0: is the record suppressed
(define-fun step.interrupt.route.stop2.silent () Bool
  false)
; Stop, item 3 when Source != device: number of the fault
(define-fun step.interrupt.route.stop3.fault () (_ BitVec 16)
  #x000f)
; Stop, item 3 when Source != device: code that software sees
(define-fun step.interrupt.route.stop3.code () (_ BitVec 32)
  ((_ zero_extend 26) (_ bv35 6)))
; Stop, item 3 when Source != device: is the record suppressed
(define-fun step.interrupt.route.stop3.silent () Bool
  false)
; Leaf, item 4: remapped
(define-fun step.interrupt.route.deliver4.remapped () Bool
  true)
; Leaf, item 4: logical
(define-fun step.interrupt.route.deliver4.logical () Bool
  false)
; Leaf, item 4: vector
(define-fun step.interrupt.route.deliver4.vector () (_ BitVec 64)
  ((_ zero_extend 56) (RouteEntry.Vector word.64)))
; Leaf, item 4: destination
(define-fun step.interrupt.route.deliver4.destination () (_ BitVec 64)
  ((_ zero_extend 48) (RouteEntry.Destination word.64)))
; Leaf, item 4: mode
(define-fun step.interrupt.route.deliver4.mode () (_ BitVec 64)
  ((_ zero_extend 63) (_ bv0 1)))
; Leaf, item 4: posted
(define-fun step.interrupt.route.deliver4.posted () (_ BitVec 64)
  #x0000000000000000)
; Leaf, item 4: notify
(define-fun step.interrupt.route.deliver4.notify () (_ BitVec 64)
  #x0000000000000000)

; Entry dma: the request is in the state members of dma
; First step; state that is not defined below and not of the request is zero
(define-fun entry.dma.dma.exit () (_ BitVec 32)
  #x40000000)
; Start: dma.quiet from here on
(define-fun entry.dma.dma.next0.state.dma.quiet () Bool
  false)

; Entry interrupt: the request is in the state members of interrupt
; First step; state that is not defined below and not of the request is zero
(define-fun entry.interrupt.interrupt.exit () (_ BitVec 32)
  #x40000006)
