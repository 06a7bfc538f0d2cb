// Every word that the page says, in one place.

const emails = (count: number) => (count === 1 ? "1 email" : `${count} emails`);
const LETTERS_QUOTED_MAX = 80;

/** A subject within a sentence; a long one is cut, or a note would lie over the buttons of the next offer. */
const quoted = (subject: string) => (subject === "" ? "An email without a subject" : `“${cut(subject)}”`);

function cut(subject: string): string {
  const letters = Array.from(subject);
  return letters.length <= LETTERS_QUOTED_MAX ? subject : `${letters.slice(0, LETTERS_QUOTED_MAX - 1).join("")}…`;
}

export const english = {
  locale: "en-GB",
  product: "Proffer",
  close: "Close",

  signIn: {
    title: "Sign in",
    lead: "Every email is offered to one agent at a time. Take your seat.",
    userName: "User name",
    password: "Password",
    place: "Place",
    placeHint: "Your desk. Leave it empty for your usual one.",
    submit: "Sign in",
    demoTitle: "Demo accounts",
    demoLead: "This is a demo on your own machine. Choose somebody:",
    welcome: (name: string) => `Welcome back, ${name}`,
    takeSeat: "Start work",
    otherUser: "Sign in as somebody else",
    again: "Your session has ended",
    againLead: "Enter your password to go on. Nothing on this page is lost.",
    againSubmit: "Go on",
    starting: "One moment …",
    startingAgain: "The server cannot be reached. Trying again …",
  },

  signInErrors: {
    wrong: "User name or password is wrong.",
    tooMany: (seconds: number | null) =>
      seconds === null ? "Too many attempts. Wait a while." : `Too many attempts. Try again in ${seconds} seconds.`,
    notAnAgent: "This account is not an agent’s: it cannot take a seat here.",
    placeTaken: "Somebody else works at this place. Choose another one.",
    placeOther: "You are already at work at another place. Leave this field empty to go on there.",
    unreachable: "The server cannot be reached. Is it running?",
    unavailable: "The server cannot work at the moment. Try again soon.",
    other: (detail: string) => `That did not work: ${detail}`,
  },

  changePassword: {
    title: "Choose a new password",
    lead: "It must be changed before your first day.",
    fresh: "New password",
    repeat: "The same again",
    differ: "The two are not the same.",
    tooShort: "A password has 8 to 256 characters.",
    submit: "Change password",
    failed: "The password was not changed. Choose one of 8 to 256 characters.",
  },

  link: {
    connecting: "Connecting",
    connected: "Connected",
    broken: "Reconnecting",
    brokenBanner: "The connection to the server is lost. It is being made again; what you have in hand stays yours.",
  },

  state: {
    label: "Your state",
    ready: "Ready",
    notReady: "Not ready",
    doNotDisturb: "Do not disturb",
    choose: "Change state",
    logOut: "Log out",
    logOutTitle: "Log out?",
    logOutLead: (count: number) =>
      count === 0
        ? "You will get no more emails until you sign in again."
        : `You have ${emails(count)} in hand. ${count === 1 ? "It goes" : "They go"} back to the queue, for a colleague.`,
    stay: "Stay",
    since: (duration: string) => `for ${duration}`,
  },

  invitation: {
    region: "Offered to you",
    heading: "Offered to you",
    announce: (subject: string, sender: string, seconds: number | null) =>
      `New email offered: ${quoted(subject)} from ${sender}.${seconds === null ? "" : ` ${seconds} seconds to answer.`}`,
    secondsLeft: (seconds: number) => `${seconds} ${seconds === 1 ? "second" : "seconds"} left`,
    over: "Time is up",
    accept: "Accept",
    reject: "Reject",
    queue: "Queue",
    received: "Received",
    attachments: (names: string) => `Attachments: ${names}`,
    round: (count: number) => `Refused ${count === 1 ? "once" : `${count} times`} before`,
  },

  hand: {
    region: "In hand",
    heading: "In hand",
    none: "Nothing in hand.",
    noSubject: "(no subject)",
    draft: "Draft",
    loading: "Reading your emails …",
  },

  empty: {
    readyTitle: "You are ready",
    readyLead: "The next email will be offered to you here.",
    notReadyTitle: "You are not ready",
    notReadyLead: "Nothing is offered to you until you say so.",
    becomeReady: "Become ready",
    chooseLead: "Choose one of those in hand.",
  },

  reading: {
    region: "Email",
    from: "From",
    to: "To",
    cc: "Cc",
    received: "Received",
    queue: "Queue",
    attachments: "Attachments",
    back: "Back to the list",
    complete: "Complete",
    asText: "Plain text",
    asHtml: "As written",
    show: "Show as",
    frameTitle: "Text of the email",
    noBody: "This email has no text.",
    picturesHeld: (count: number) =>
      `${count === 1 ? "A picture" : `${count} pictures`} from elsewhere ${count === 1 ? "was" : "were"} not loaded, so the sender does not learn that you read this.`,
    download: (name: string, size: string) => `Download ${name}, ${size}`,
    source: "Original message",
  },

  why: {
    ask: "Why did I get this?",
    loading: "Asking …",
    failed: "That cannot be told at the moment.",
    offer: (name: string, queue: string, round: number) =>
      `Offered to ${name} from ${queue}${round > 1 ? `, round ${round}` : ""}`,
    you: "you",
    outcomes: {
      open: "waiting for an answer",
      accepted: "accepted",
      rejected: "rejected",
      expired: "not answered in time",
      revoked: "taken back",
    },
    targets: (target: string) => `Meant for: ${target}.`,
    chosen: {
      only: "Nobody else could take it.",
      "longest-idle": "Who had waited longest was asked first.",
      "employee-id": "Several had waited equally long.",
    } as Record<string, string>,
    verdicts: {
      next: "next in line",
      refused: "had refused it",
      "not-ready": "not ready",
      full: "had enough in hand",
      "being-asked": "was being asked",
      "queue-limit": "had enough of this queue",
    } as Record<string, string>,
    other: (name: string, verdict: string) => `${name}: ${verdict}`,
  },

  complete: {
    title: "Complete this email",
    disposition: "Result",
    dispositionHint: "What came of it, for the reports.",
    comment: "Comment",
    commentHint: "For colleagues; the customer does not see it.",
    submit: "Complete",
    cancel: "Not yet",
  },

  notes: {
    region: "News",
    dismiss: "Dismiss",
    timedOut: (subject: string) => `${quoted(subject)} was not answered in time and goes to a colleague.`,
    takenBack: (subject: string) => `${quoted(subject)} was taken back.`,
    elsewhere: (subject: string) => `${quoted(subject)} is no longer with you.`,
    rejected: (subject: string) => `${quoted(subject)} rejected. It goes to a colleague.`,
    completed: (subject: string) => `${quoted(subject)} completed.`,
    reconnected: "Connected again. Everything here is up to date.",
    madeNotReady: "You were set to not ready, because the connection was lost for a while.",
    loggedOut: "You are logged out.",
    loggedOutElsewhere: "Your seat was given up elsewhere.",
    operations: {
      Accept: "The email could not be accepted",
      Reject: "The email could not be rejected",
      Complete: "The email could not be completed",
      SetDisposition: "The result could not be set",
      AddComment: "The comment could not be saved",
      LogOut: "You could not be logged out",
    } as Record<string, string>,
    operationOther: "Your state could not be changed",
    reasons: {
      wrongState: "it is too late for that.",
      gone: "it is no longer with you.",
      store: "the server cannot save at the moment. Try again soon.",
      unreachable: "the server cannot be reached. Try again soon.",
      other: "the server refused.",
    },
  },

  attention: {
    title: (count: number) => (count === 0 ? "Proffer" : `(${count}) Offered to you – Proffer`),
    notification: "An email is offered to you",
  },

  settings: {
    menu: (initials: string, name: string) => `${initials}, ${name}: settings and help`,
    theme: "Appearance",
    light: "Light",
    dark: "Dark",
    system: "As the system",
    notifications: "Desktop notifications",
    notificationsDenied: "Blocked in the browser",
    sound: "Sound",
    shortcuts: "Single-key shortcuts",
    sheet: "Keyboard shortcuts",
  },

  shortcuts: {
    title: "Keyboard shortcuts",
    lead: "They work when you are not typing. They can be switched off in the menu at the top.",
    off: "They are switched off now.",
    actions: {
      accept: "Accept the oldest offer",
      reject: "Reject the oldest offer",
      complete: "Complete the open email",
      next: "Next email in hand",
      previous: "Previous email in hand",
      ready: "Be ready",
      notReady: "Be not ready",
      sheet: "This sheet",
    },
  },

  time: { justNow: "just now" },
  bytes: (size: number) =>
    size < 1_024
      ? `${size} bytes`
      : size < 1_048_576
        ? `${Math.round(size / 1_024)} KiB`
        : `${(size / 1_048_576).toFixed(1)} MiB`,
};

export type Texts = typeof english;
