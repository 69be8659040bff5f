// The files chosen for a message that is not yet sent.
import { useState } from "react";
import { useDesk } from "../workspace/desk";
import { upload } from "../workspace/server";

export interface Attached {
  id: string;
  name: string;
}

/** The attached files, and how to add and remove them. */
export function useAttachments() {
  const desk = useDesk();
  const [files, setFiles] = useState<Attached[]>([]);
  const add = async (chosen: Iterable<File>) => {
    for (const file of chosen) {
      try {
        const taken = await upload(desk.user, file);
        setFiles((now) => [...now, taken]);
      } catch (refused) {
        desk.tell((refused as Error).message);
      }
    }
  };
  const remove = (id: string) => setFiles((now) => now.filter((file) => file.id !== id));
  const restore = (former: Attached[]) => setFiles((now) => [...former, ...now]);
  return { files, add, remove, restore, clear: () => setFiles([]) };
}

export function Attachments({ files, onRemove }: { files: Attached[]; onRemove: (id: string) => void }) {
  if (!files.length) return null;
  return (
    <div className="attachments">
      {files.map(({ id, name }) => (
        <button key={id} type="button" className="chip" aria-label={`Remove ${name}`} onClick={() => onRemove(id)}>
          <bdi>{name}</bdi> ×
        </button>
      ))}
    </div>
  );
}
