/** How every part writes its log. */
@NullMarked
package kizuna.schemas.log;

import org.jspecify.annotations.NullMarked;
