// The files that came with an email, each a download.
import { attachmentAddress } from "../api/emails";
import type { Attachment } from "../api/types";
import { ClipIcon } from "../page/icons";
import { texts } from "../texts/texts";
import styles from "./Attachments.module.css";

export function Attachments({ attachments }: { attachments: Attachment[] }) {
  if (attachments.length === 0) return null;
  return (
    <ul className={styles.files} aria-label={texts.reading.attachments}>
      {attachments.map((file) => (
        <li key={file.id}>
          <a
            href={attachmentAddress(file.path)}
            download={file.name}
            aria-label={texts.reading.download(file.name, texts.bytes(file.size))}
          >
            <ClipIcon size={16} />
            <span className={styles.name}>{file.name}</span>
            <span className={styles.size}>{texts.bytes(file.size)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
