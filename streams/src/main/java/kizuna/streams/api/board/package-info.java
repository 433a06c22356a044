/** The public board: namespaces, map, clock and the files of the pages. */
@NullMarked
package kizuna.streams.api.board;

import org.jspecify.annotations.NullMarked;
