window.halley||(halley=function(){(halley.q=halley.q||[]).push(arguments)})
