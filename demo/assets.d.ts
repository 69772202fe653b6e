/** Files that the bundler hands over as text: the `text` loader of esbuild, a `Text` rule of wrangler. */
declare module "*.css" {
  const text: string;
  export default text;
}
declare module "*.svg" {
  const text: string;
  export default text;
}
declare module "*.client.js" {
  const text: string;
  export default text;
}
