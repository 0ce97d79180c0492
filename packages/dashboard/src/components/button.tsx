import type { ButtonHTMLAttributes, ReactNode } from 'react';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'primary' | 'danger' | 'plain';
  readonly small?: boolean;
}

/** A button with words. */
export function Button({ look, small, className = '', type = 'button', ...rest }: ButtonProps) {
  const classes = ['button', look, small && 'small', className].filter(Boolean).join(' ');
  return <button type={type} className={classes} {...rest} />;
}

/** A button with an icon only; its label is its name for screen readers and its tooltip. */
export function IconButton({
  label,
  className = '',
  children,
  ...rest
}: ButtonProps & { readonly label: string; readonly children: ReactNode }) {
  return (
    <Button className={`icon ${className}`} aria-label={label} title={label} {...rest}>
      {children}
    </Button>
  );
}
