package org.scanline.backbones.scan.grid;

import ai.djl.ndarray.NDArray;

/**
 * What a grid gives.
 *
 * @param output o (B,H,X,Y,V)
 * @param right what leaves the last x, (B,H,Y,K,V); enters the strip that follows
 * @param down what leaves the last y, (B,H,X,K,V)
 */
public record GridResult(NDArray output, NDArray right, NDArray down) {}
