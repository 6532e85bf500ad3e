// Package e2e plays the product from end to end: the real programs, a real
// hub, a real window under a virtual display, the keyboard. It runs with
// "make e2e" (build tag e2e) and keeps photographs and figures in artefacts/.
// It holds no code of the product.
package e2e
