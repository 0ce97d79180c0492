import type { ReactNode, Ref } from 'react';

export interface ScrollAreaProps {
  /** Its name for screen readers. */
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLElement>;
}

/** Something that scrolls by itself: people without a mouse must be able to reach it. */
export function ScrollArea({ label, className, children, ref }: ScrollAreaProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
    <section className={className} aria-label={label} tabIndex={0} ref={ref}>
      {children}
    </section>
  );
}
