import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';

const require = createRequire(import.meta.url);

/** A string without further conditions, as a schema has it. */
const ANY_STRING = { type: 'string' };

/**
 * TypeBox's validator, loaded and compiled for a schema at the first request that needs it: to do
 * so for every route before the hub listens would be a third of its start.
 */
export const lazyValidator: FastifySchemaCompiler<TSchema> = (route) => {
  // What the router cuts out of a path is a string already.
  if (route.httpPart === 'params' && isOfAnyStrings(route.schema)) return (value) => ({ value });
  let validate: ReturnType<FastifySchemaCompiler<TSchema>> | undefined;
  return (value: unknown) => {
    validate ??= provider().TypeBoxValidatorCompiler(route);
    return validate(value);
  };
};

function isOfAnyStrings(schema: TSchema): boolean {
  const { properties } = schema as { properties?: Readonly<Record<string, object>> };
  if (!properties) return false;
  return Object.values(properties).every((property) => isDeepStrictEqual(property, ANY_STRING));
}

function provider() {
  return require('@fastify/type-provider-typebox') as typeof import('@fastify/type-provider-typebox');
}
