package io.volok.broker.catalog;

/** Told of changes in the catalog, on its shard. */
public interface CatalogListener {

    /** A fact has become true; the image shows it. */
    void changed(CatalogFact fact, CatalogImage image);
}
