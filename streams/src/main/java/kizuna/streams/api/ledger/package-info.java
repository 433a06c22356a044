/** The ledger, requests, offers and meters, as JSON, CSV and XLSX. */
@NullMarked
package kizuna.streams.api.ledger;

import org.jspecify.annotations.NullMarked;
