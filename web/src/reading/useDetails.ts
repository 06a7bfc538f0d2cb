// What is known of an email beyond its documented fields: warnings, thread (contract 11.10).
import { useEffect, useState } from "react";
import { again } from "../api/again";
import { details } from "../api/emails";
import type { Details } from "../api/types";

/** Null until it is known, or when it cannot be. */
export function useDetails(id: string): Details | null {
  const [found, setFound] = useState<Details | null>(null);
  useEffect(() => {
    let current = true;
    again(() => details(id)).then(
      (answer) => current && setFound(answer),
      () => undefined, // the text can be read without it
    );
    return () => {
      current = false;
    };
  }, [id]);
  return found;
}
