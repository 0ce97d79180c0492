import { CopyButton } from './copy-button.tsx';
import { ScrollArea } from './scroll-area.tsx';

/** A command or a piece of a program, ready to copy. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div className="code">
      <ScrollArea className="code-scroll" label={label}>
        <pre>
          <code>{code}</code>
        </pre>
      </ScrollArea>
      <CopyButton text={code} label={`Copy: ${label}`} />
    </div>
  );
}
