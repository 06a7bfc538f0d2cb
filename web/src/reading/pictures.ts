// Pictures that came with the mail and stand in its text: fetched by the page, for the frame may fetch nothing.
import { useEffect, useState } from "react";
import { again } from "../api/again";
import { pictureData } from "../api/emails";
import type { Details, Email } from "../api/types";

const SHOWN = new Set(["image/gif", "image/jpeg", "image/png", "image/webp"]); // no SVG: it is a document
const BYTES_MAX = 4 * 1024 * 1024;
const PICTURES_MAX = 30;

/** By content id: an address that holds the picture itself. */
export type Pictures = ReadonlyMap<string, string>;

export const NONE: Pictures = new Map();

export interface Wanted {
  contentId: string;
  path: string;
  mime: string;
}

/** Those worth fetching: named by the body, of a kind that is only a picture, not too large. Pure. */
export function wanted(email: Email, details: Details | null): Wanted[] {
  const body = email.body ?? "";
  return (details?.pictures ?? [])
    .flatMap(({ contentId, id }) => {
      const file = email.attachments?.find((one) => one.id === id);
      const fits = file !== undefined && SHOWN.has(file.mime) && file.size <= BYTES_MAX;
      return fits ? [{ contentId, path: file.path, mime: file.mime }] : [];
    })
    .filter(({ contentId }) => body.includes(contentId) || body.includes(encodeURIComponent(contentId)))
    .slice(0, PICTURES_MAX);
}

/** All of them at once, when they are there; one that cannot be had stays a word in the text. */
export function usePictures(email: Email, details: Details | null): Pictures {
  const [found, setFound] = useState(NONE);
  useEffect(() => {
    let current = true;
    const fetched = wanted(email, details).map(async ({ contentId, path, mime }): Promise<[string, string][]> => {
      const data = await again(() => pictureData(path, mime)).catch(() => null);
      return data === null ? [] : [[contentId, data]];
    });
    if (fetched.length > 0) void Promise.all(fetched).then((all) => current && setFound(new Map(all.flat())));
    return () => {
      current = false;
    };
  }, [email, details]);
  return found;
}
