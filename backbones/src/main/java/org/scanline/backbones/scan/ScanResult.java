package org.scanline.backbones.scan;

import ai.djl.ndarray.NDArray;

/**
 * What a scan leaves behind.
 *
 * @param output what was read from the state after each step, (B,H,T,V)
 * @param state the state after the last step, (B,H,K,V); the initial state when T is 0
 */
public record ScanResult(NDArray output, NDArray state) {}
