// An offer asks for attention: in the title, and, if the agent wants it, by a notification and a sound.
import { useEffect, useRef } from "react";
import { useDeskState } from "../desk/useDesk";
import { invited, sender, subject } from "../hand/hand";
import { preferences } from "../preferences/preferences";
import { texts } from "../texts/texts";
import { notify } from "./notification";
import { chime } from "./sound";

export function useAttention(): void {
  const { hand } = useDeskState();
  const known = useRef(new Map<string, () => void>());
  useEffect(() => {
    const offered = invited(hand);
    document.title = texts.attention.title(offered.length);
    for (const [id, takeAway] of known.current) {
      if (offered.some((email) => email.id === id)) continue;
      takeAway();
      known.current.delete(id);
    }
    for (const email of offered) {
      if (known.current.has(email.id)) continue;
      const show = preferences().notifications && document.hidden;
      const body = `${sender(email).name}\n${subject(email)}`;
      known.current.set(email.id, show ? notify(texts.attention.notification, body, email.id) : () => undefined);
      if (preferences().sound) chime();
    }
  }, [hand]);
  useEffect(
    () => () => {
      document.title = texts.attention.title(0);
      for (const takeAway of known.current.values()) takeAway();
    },
    [],
  );
}
