/**
 * The Demucs family: waveform nets of three generations, Hybrid Demucs and Hybrid Transformer
 * Demucs, under the parameter names of their publishers.
 *
 * <p>Inference only; one piece of sound at a time. Spectra are kept with the frequency in front,
 * (F,C,T), so that a convolution along the frequency is a product of matrices over memory as it
 * lies, and waveforms as (1,C,T); both are worked through in blocks that stay in the processor's
 * cache.
 */
@NullMarked
package org.scanline.audio.separation.net.demucs;

import org.jspecify.annotations.NullMarked;
