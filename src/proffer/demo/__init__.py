"""The demo: a small contact centre with five people, one queue, one mailbox and a few mails."""
