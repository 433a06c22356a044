// The one place that says where the templates come from.
export { html, nothing, render, svg } from './webjars/lit-html/lit-html.js';
export { live } from './webjars/lit-html/directives/live.js';
export { repeat } from './webjars/lit-html/directives/repeat.js';
export { guard } from './webjars/lit-html/directives/guard.js';
