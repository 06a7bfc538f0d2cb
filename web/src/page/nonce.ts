// The nonce of this answer: style elements need it to be allowed by the page's policy.

/** Where the server wrote it; the browser shows it to scripts only. */
export const nonce = document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce ?? "";

// Mantine's dialogs bring a small library that asks for it under this name.
Object.assign(globalThis, { __webpack_nonce__: nonce });
