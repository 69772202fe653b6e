/** For the head of a page: calls made before the script arrives are kept. The script also works without. */
export declare const INLINE_STUB = "window.halley||(halley=function(){(halley.q=halley.q||[]).push(arguments)})";
