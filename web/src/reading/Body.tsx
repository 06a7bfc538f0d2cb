// The text of a mail: as written, in a frame that can do nothing, or as plain text.
import { SegmentedControl } from "@mantine/core";
import { useMemo, useState } from "react";
import type { Details, Email } from "../api/types";
import { nonce } from "../page/nonce";
import { texts } from "../texts/texts";
import styles from "./Body.module.css";
import { FRAME_SANDBOX, frameDocument, isOnlyText } from "./frame";
import { type Pictures, usePictures } from "./pictures";
import { prepared } from "./prepared";

const words = texts.reading;

interface Props {
  email: Email;
  details: Details | null;
}

export function Body({ email, details }: Props) {
  const html = email.body ?? "";
  const text = email.bodyAsPlainText ?? "";
  const both = html !== "" && !isOnlyText(html) && text !== "";
  const [asText, setAsText] = useState(false);
  const pictures = usePictures(email, details);
  if (html === "" && text === "") return <p className={styles.none}>{words.noBody}</p>;
  return (
    <div className={styles.body}>
      {both && (
        <SegmentedControl
          size="xs"
          className={styles.choice}
          aria-label={words.show}
          value={asText ? "text" : "html"}
          onChange={(value) => setAsText(value === "text")}
          data={[
            { value: "html", label: words.asHtml },
            { value: "text", label: words.asText },
          ]}
        />
      )}
      {(both ? asText : text !== "") ? <Text text={text} /> : <Frame html={html} pictures={pictures} />}
    </div>
  );
}

function Text({ text }: { text: string }) {
  return (
    <div className={styles.text} dir="auto">
      {text}
    </div>
  );
}

function Frame({ html, pictures }: { html: string; pictures: Pictures }) {
  const { html: ready, held } = useMemo(() => prepared(html, pictures), [html, pictures]);
  const srcDoc = useMemo(() => frameDocument(ready, nonce), [ready]);
  return (
    <>
      {held > 0 && <p className={styles.held}>{words.picturesHeld(held)}</p>}
      <iframe className={styles.frame} title={words.frameTitle} sandbox={FRAME_SANDBOX} srcDoc={srcDoc} />
    </>
  );
}
