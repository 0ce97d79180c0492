import type { KeyboardEventHandler, ReactNode, Ref } from 'react';

export interface ScrollAreaProps {
  /** Its name for screen readers. */
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLElement>;
  readonly onKeyDown?: KeyboardEventHandler<HTMLElement>;
}

/** Something that scrolls by itself: people without a mouse must be able to reach it. */
export function ScrollArea({ label, className, children, ref, onKeyDown }: ScrollAreaProps) {
  return (
    <section
      className={className}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
      tabIndex={0}
      ref={ref}
      onKeyDown={onKeyDown}
    >
      {children}
    </section>
  );
}
