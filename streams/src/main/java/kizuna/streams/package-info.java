/** The application that decides live facts and answers reads over HTTP. */
@NullMarked
package kizuna.streams;

import org.jspecify.annotations.NullMarked;
