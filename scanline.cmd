@echo off
rem Starts Scanline on Windows. The first call builds it; "scanline.cmd --rebuild" builds it again.
rem   JAVA_HOME            the Java to use (17 or newer); else the java in PATH
rem   SCANLINE_JAVA_OPTS   further options for the virtual machine, for example -Xmx2g
setlocal DisableDelayedExpansion
set "root=%~dp0"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
"%java%" -version >nul 2>&1
if errorlevel 1 (
  echo scanline: Scanline needs a JDK, 17 or newer, in JAVA_HOME or PATH 1>&2
  exit /b 1
)
set "jar=%root%apps\cli\target\app\lib\scanline-cli.jar"
if "%~1"=="--rebuild" if exist "%jar%" del "%jar%"
if exist "%jar%" goto run
echo scanline: building (only after a change; the first time takes some minutes) ... 1>&2
if not exist "%root%apps\cli\target" mkdir "%root%apps\cli\target"
pushd "%root%"
call "%root%mvnw.cmd" -B -ntp -q -DskipTests -pl apps/cli -am package >"%root%apps\cli\target\build.log" 2>&1
set "failed=%errorlevel%"
popd
if not "%failed%"=="0" (
  echo scanline: the build failed; all of its output is in "%root%apps\cli\target\build.log" 1>&2
  exit /b 1
)
if "%~1"=="--rebuild" exit /b 0

:run
set "OPT_OUT_TRACKING=true"
set "DJL_OFFLINE=true"
if not defined OPENCV_LOG_LEVEL set "OPENCV_LOG_LEVEL=SILENT"
set "heap=512m"
if "%~1"=="train" set "heap=2g"
if "%~1"=="eval" set "heap=2g"
rem The vector module is left off: the virtual machine would announce it on every run, and a batch
rem file cannot filter that. Plain code gives the same numbers, more slowly; who does not mind the
rem line sets SCANLINE_JAVA_OPTS=--add-modules=jdk.incubator.vector
"%java%" -Xmx%heap% -XX:+UseSerialGC -Dai.djl.offline=true -Dorg.bytedeco.javacpp.maxBytes=0 -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Djava.awt.headless=true %SCANLINE_JAVA_OPTS% -cp "%jar%" org.scanline.cli.Main %*
exit /b %errorlevel%
