// The few pictures the page needs, drawn as lines in the colour of the text around them.
import type { ReactNode } from "react";

interface Size {
  size?: number | undefined;
}

interface LinesProps extends Size {
  children: ReactNode;
}

function Lines({ size = 18, children }: LinesProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export function MailIcon({ size }: Size) {
  return (
    <Lines size={size}>
      <rect x="3" y="5" width="18" height="14" rx="2.5" />
      <path d="m3.5 7.5 8.5 6 8.5-6" />
    </Lines>
  );
}

export function CheckIcon({ size }: Size) {
  return (
    <Lines size={size}>
      <path d="m5 12.5 4.5 4.5L19 7.5" />
    </Lines>
  );
}

export function BackIcon({ size }: Size) {
  return (
    <Lines size={size}>
      <path d="M15 5l-7 7 7 7" />
    </Lines>
  );
}

export function DownIcon({ size }: Size) {
  return (
    <Lines size={size}>
      <path d="m6 9 6 6 6-6" />
    </Lines>
  );
}

export function ClipIcon({ size }: Size) {
  return (
    <Lines size={size}>
      <path d="m20 11-8.2 8.2a5 5 0 0 1-7-7l8.5-8.6a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4L15 6.6" />
    </Lines>
  );
}

export function PauseIcon({ size }: Size) {
  return (
    <Lines size={size}>
      <path d="M9 6v12M15 6v12" />
    </Lines>
  );
}

export function WarningIcon({ size }: Size) {
  return (
    <Lines size={size}>
      <path d="M12 4 2.8 19.5h18.4z" />
      <path d="M12 10v4.5M12 17v.1" />
    </Lines>
  );
}

/** The mark of the product: an envelope held out. */
export function Mark({ size = 28 }: Size) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="#3b5bdb" />
      <path
        d="M7 11.5 16 18l9-6.5M7 11v10.5h18V11z"
        fill="none"
        stroke="#fff"
        strokeWidth="2.2"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
