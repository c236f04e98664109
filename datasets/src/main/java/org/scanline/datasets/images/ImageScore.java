package org.scanline.datasets.images;

/**
 * How near a restored picture is to the true one, both in 8-bit codes.
 *
 * @param condition what was done to the picture, such as "x4" or "sigma 25"
 * @param picture its name
 * @param method what restored it
 * @param psnr dB: when enlarging of the luma (BT.601, studio range) without a border as wide as the
 *     factor, when denoising of all planes; infinite for equal pictures
 * @param ssim structural similarity of the same samples, window 11 x 11, Gaussian
 */
public record ImageScore(
    String condition, String picture, String method, double psnr, double ssim) {}
