// Tells a screen reader of each new offer once; the focus stays where it is.
import { useEffect, useRef, useState } from "react";
import { useDeskState } from "../desk/useDesk";
import { invited, sender, subject } from "../hand/hand";
import { texts } from "../texts/texts";
import { countdown } from "./deadline";

export function Announcer() {
  const { hand, deadlines } = useDeskState();
  const told = useRef(new Set<string>());
  const [words, setWords] = useState("");
  useEffect(() => {
    const fresh = invited(hand).find((email) => !told.current.has(email.id) && deadlines[email.id] !== undefined);
    if (fresh === undefined) return;
    told.current.add(fresh.id);
    const deadline = deadlines[fresh.id];
    const seconds = deadline === undefined ? null : countdown(deadline, Date.now()).seconds;
    setWords(texts.invitation.announce(subject(fresh), sender(fresh).name, seconds));
  }, [hand, deadlines]);
  return (
    <div className="unseen" role="alert" aria-live="assertive">
      {words}
    </div>
  );
}
