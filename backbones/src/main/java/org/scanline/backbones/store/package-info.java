/**
 * The store of models in the user's data folder: catalogues, installing, importing, verifying.
 *
 * <p>It knows files, hashes, licences and cards, but no medium. Nothing but {@link
 * org.scanline.backbones.store.Download} ever opens a connection.
 */
@NullMarked
package org.scanline.backbones.store;

import org.jspecify.annotations.NullMarked;
